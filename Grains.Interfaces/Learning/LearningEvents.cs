using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Streams;

namespace Academy.Learning;

/// <summary>Began, or after an end goes on where it was.</summary>
/// <param name="Standing">Where that is; events of earlier releases do not say it.</param>
public sealed record Enrolled(
    EnrollmentId EnrollmentId, CourseId CourseId, DateTimeOffset EnrolledAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EnrollmentSnapshot? Standing = null);

public sealed record ModuleStarted(EnrollmentId EnrollmentId, CourseId CourseId, ModuleId ModuleId, DateTimeOffset StartedAt);

public sealed record LessonCompleted(
    EnrollmentId EnrollmentId, CourseId CourseId, ModuleId ModuleId, LessonId LessonId, DateTimeOffset CompletedAt);

public sealed record ModuleCompleted(
    EnrollmentId EnrollmentId, CourseId CourseId, ModuleId ModuleId, DateTimeOffset CompletedAt, CourseProgress CourseProgress);

public sealed record TimeSpent(EnrollmentId EnrollmentId, CourseId CourseId, ModuleId ModuleId, int Seconds);

public sealed record CourseCompleted(EnrollmentId EnrollmentId, CourseId CourseId, DateTimeOffset CompletedAt);

/// <param name="By">The learner himself, the course's instructor or an admin.</param>
public sealed record EnrollmentEnded(EnrollmentId EnrollmentId, CourseId CourseId, UserId By, DateTimeOffset EndedAt);

/// <summary>Events of a learner's progress, on his own stream.</summary>
public static class LearningEvents
{
    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType.Of("progress.enrolled", 1, LearningJson.Default.Enrolled).SentAsStored(),
        EventType.Of("progress.module-started", 1, LearningJson.Default.ModuleStarted).SentAsStored(),
        EventType.Of("progress.lesson-completed", 1, LearningJson.Default.LessonCompleted).SentAsStored(),
        EventType.Of("progress.module-completed", 1, LearningJson.Default.ModuleCompleted).SentAsStored(),
        EventType.Of("progress.time-spent", 1, LearningJson.Default.TimeSpent).SentAsStored(),
        EventType.Of("progress.course-completed", 1, LearningJson.Default.CourseCompleted).SentAsStored(),
        EventType.Of("progress.enrollment-ended", 1, LearningJson.Default.EnrollmentEnded).SentAsStored(),
    ];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Enrolled))]
[JsonSerializable(typeof(ModuleStarted))]
[JsonSerializable(typeof(LessonCompleted))]
[JsonSerializable(typeof(ModuleCompleted))]
[JsonSerializable(typeof(TimeSpent))]
[JsonSerializable(typeof(CourseCompleted))]
[JsonSerializable(typeof(EnrollmentEnded))]
internal sealed partial class LearningJson : JsonSerializerContext;
