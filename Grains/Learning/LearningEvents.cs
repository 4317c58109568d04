using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Learning;
using Academy.Streams;

namespace Academy.Grains.Learning;

/// <summary>Began, or after an end goes on where it was.</summary>
/// <param name="Standing">Where that is; events of earlier releases do not say it.</param>
internal sealed record Enrolled(
    EnrollmentId EnrollmentId,
    CourseId CourseId,
    DateTimeOffset EnrolledAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EnrollmentSnapshot? Standing = null
);

internal sealed record ModuleStarted(
    EnrollmentId EnrollmentId,
    CourseId CourseId,
    ModuleId ModuleId,
    DateTimeOffset StartedAt
);

/// <param name="AsTeacher">True: by the course's instructor, who walks it and earns nothing.</param>
internal sealed record LessonCompleted(
    EnrollmentId EnrollmentId,
    CourseId CourseId,
    ModuleId ModuleId,
    LessonId LessonId,
    DateTimeOffset CompletedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? AsTeacher = null
);

/// <param name="AsTeacher">As in <see cref="LessonCompleted"/>.</param>
internal sealed record ModuleCompleted(
    EnrollmentId EnrollmentId,
    CourseId CourseId,
    ModuleId ModuleId,
    DateTimeOffset CompletedAt,
    CourseProgress CourseProgress,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? AsTeacher = null
);

internal sealed record TimeSpent(EnrollmentId EnrollmentId, CourseId CourseId, ModuleId ModuleId, int Seconds);

/// <param name="Version">The course's; events of earlier releases do not say it.</param>
/// <param name="AsTeacher">As in <see cref="LessonCompleted"/>.</param>
internal sealed record CourseCompleted(
    EnrollmentId EnrollmentId,
    CourseId CourseId,
    DateTimeOffset CompletedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Version = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? AsTeacher = null
);

/// <param name="By">The learner, the course's instructor or an admin.</param>
internal sealed record EnrollmentEnded(EnrollmentId EnrollmentId, CourseId CourseId, UserId By, DateTimeOffset EndedAt);

/// <summary>Events of a learner's progress, on their own stream.</summary>
internal static class LearningEvents
{
    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType.Of("progress.enrolled", 1, LearningEventsJson.Default.Enrolled).SentAsStored(),
        EventType.Of("progress.module-started", 1, LearningEventsJson.Default.ModuleStarted).SentAsStored(),
        EventType.Of("progress.lesson-completed", 1, LearningEventsJson.Default.LessonCompleted).SentAsStored(),
        EventType.Of("progress.module-completed", 1, LearningEventsJson.Default.ModuleCompleted).SentAsStored(),
        EventType.Of("progress.time-spent", 1, LearningEventsJson.Default.TimeSpent).SentAsStored(),
        EventType.Of("progress.course-completed", 1, LearningEventsJson.Default.CourseCompleted).SentAsStored(),
        EventType.Of("progress.enrollment-ended", 1, LearningEventsJson.Default.EnrollmentEnded).SentAsStored(),
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
internal sealed partial class LearningEventsJson : JsonSerializerContext;
