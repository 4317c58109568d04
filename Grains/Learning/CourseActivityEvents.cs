using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Learning;
using Academy.Pictures;
using Academy.Streams;

namespace Academy.Grains.Learning;

/// <summary>What a learner did in a course, as their stream leaves it for the course's.</summary>
/// <param name="Kind"><c>module-completed</c>.</param>
internal sealed record ActivityItem(
    string Kind,
    UserId UserId,
    EnrollmentId EnrollmentId,
    ModuleId ModuleId,
    DateTimeOffset At,
    CourseProgress CourseProgress
)
{
    public const string ModuleCompleted = "module-completed";
}

/// <summary>Some of what happened, in the order in which it became durable; at most one event per 100 ms.</summary>
internal sealed record CourseActivity(IReadOnlyList<ActivityItem> Items);

/// <summary>An item as instructors see it: with the name.</summary>
internal sealed record ActivityItemView(
    string Kind,
    UserId UserId,
    string DisplayName,
    EnrollmentId EnrollmentId,
    ModuleId ModuleId,
    DateTimeOffset At,
    CourseProgress CourseProgress,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PictureId? Picture
)
{
    public static ActivityItemView Of(ActivityItem item, INames names) =>
        new(
            item.Kind,
            item.UserId,
            names.Of(item.UserId),
            item.EnrollmentId,
            item.ModuleId,
            item.At,
            item.CourseProgress,
            names.PictureOf(item.UserId)
        );
}

/// <summary>Sent as <c>course.activity</c>, and as the snapshot (the latest items, newest last).</summary>
internal sealed record CourseActivityView(IReadOnlyList<ActivityItemView> Items);

internal static class CourseActivityEvents
{
    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType
            .Of("course.activity", 1, CourseActivityJson.Default.CourseActivity)
            .SentAs(
                (activity, context) =>
                    new CourseActivityView([.. activity.Items.Select(i => ActivityItemView.Of(i, context.Names))]),
                CourseActivityJson.Default.CourseActivityView
            ),
    ];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(ActivityItem))]
[JsonSerializable(typeof(CourseActivity))]
[JsonSerializable(typeof(CourseActivityView))]
internal sealed partial class CourseActivityJson : JsonSerializerContext;
