using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Catalog;
using Academy.Grains.Streams;
using Academy.Journal;
using Academy.Learning;
using Academy.Streams;
using Orleans;

namespace Academy.Grains.Learning;

/// <summary>Folds what learners' streams left for the course into <c>course.activity</c> events.</summary>
internal sealed class CourseActivityGrain(GrainShell shell, CourseShelf shelf)
    : FeedOwnerGrain<CourseActivityState>(shell, "course", CourseActivityStateJson.Default.CourseActivityState), ICourseActivityGrain
{
    protected override async ValueTask<Audience?> AudienceOf(Caller viewer)
    {
        var course = await shelf.Latest(this.GetPrimaryKeyString());
        return course is not null && (viewer.Role == Role.Admin || course.Content.Instructor == viewer.User)
            ? Audience.Instructor
            : null;
    }

    protected override object EventOf(IReadOnlyList<FeedRow> rows) => new CourseActivity(
        [.. rows.Select(r => JsonSerializer.Deserialize(r.Data.Span, CourseActivityJson.Default.ActivityItem)!)]);

    protected override ValueTask PrepareSnapshot() => Shell.Names.EnsureAsync(State.Latest.Select(i => i.UserId));

    protected override ValueTask PrepareEvents(IEnumerable<object> events) =>
        Shell.Names.EnsureAsync(events.OfType<CourseActivity>().SelectMany(e => e.Items).Select(i => i.UserId));

    protected override byte[] EncodeSnapshot(Audience audience) => JsonSerializer.SerializeToUtf8Bytes(
        new CourseActivityView([.. State.Latest.Select(i => ActivityItemView.Of(i, Shell.Names))]),
        CourseActivityJson.Default.CourseActivityView);
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
