using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Catalog;
using Academy.Journal;
using Academy.Streams;

namespace Academy.Grains.Learning;

/// <summary>
/// A course's activity: folds what learners' streams left into <c>course.activity</c> events, for its instructors and
/// admins.
/// </summary>
internal sealed class CourseActivityStream(PublishedCourseCache courses) : IFeedDescriptor<CourseActivityState>
{
    public JsonTypeInfo<CourseActivityState> State => CourseActivityStateJson.Default.CourseActivityState;

    public async ValueTask<Audience?> AudienceOf(IJournaledStream<CourseActivityState> stream, Caller viewer)
    {
        var course = await courses.Latest(stream.Host.Key);
        return course is not null && (viewer.Role == Role.Admin || course.Content.Instructor == viewer.User)
            ? Audience.Instructor
            : null;
    }

    public object EventOf(IReadOnlyList<FeedRow> rows) =>
        new CourseActivity([
            .. rows.Select(r => JsonSerializer.Deserialize(r.Data.Span, CourseActivityJson.Default.ActivityItem)!),
        ]);
}

/// <summary>The latest items, newest last: what an instructor who joins begins with.</summary>
internal sealed class CourseActivityState : ICore
{
    private const int ItemsMax = 50;

    public List<ActivityItem> Latest { get; set; } = [];

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        if (body is not CourseActivity activity)
            return;
        Latest.AddRange(activity.Items);
        if (Latest.Count > ItemsMax)
            Latest.RemoveRange(0, Latest.Count - ItemsMax);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(CourseActivityState))]
internal sealed partial class CourseActivityStateJson : JsonSerializerContext;
