using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Learning;

[JsonConverter(typeof(JsonStringEnumConverter<EnrollmentStatus>))]
public enum EnrollmentStatus
{
    [JsonStringEnumMemberName("active")]
    Active,

    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Enrolling again goes on where it was.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}

/// <summary>How far a learner is in a course.</summary>
/// <param name="Percent">Rounded half up; 100 only when everything is completed.</param>
[GenerateSerializer, Immutable, Alias("learning.course-progress")]
public sealed record CourseProgress(
    [property: Id(0)] int TotalModules,
    [property: Id(1)] int CompletedModules,
    [property: Id(2)] int Percent
)
{
    public static CourseProgress Of(int completed, int total) => new(total, completed, PercentOf(completed, total));

    /// <summary>7/10 = 70, 18/25 = 72, 5/7 = 71, 199/200 = 99 (never 100 before all is completed).</summary>
    public static int PercentOf(int completed, int total)
    {
        if (total <= 0)
            return 0;
        if (completed >= total)
            return 100;
        return Math.Min(99, (int)((200L * completed + total) / (2L * total)));
    }
}

/// <param name="CompletedVersion">The version of the course that was completed; null when none was, or an earlier
/// release did not say it.</param>
[GenerateSerializer, Immutable, Alias("learning.enrollment-view")]
public sealed record EnrollmentView(
    [property: Id(0)] EnrollmentId Id,
    [property: Id(1)] CourseId CourseId,
    [property: Id(2)] UserId UserId,
    [property: Id(3)] EnrollmentStatus Status,
    [property: Id(4)] DateTimeOffset EnrolledAt,
    [property: Id(5)] int? CompletedVersion = null
);

/// <param name="Created">False when the learner was enrolled before.</param>
[GenerateSerializer, Immutable, Alias("learning.enrolling")]
public sealed record Enrolling([property: Id(0)] EnrollmentView Enrollment, [property: Id(1)] bool Created);

/// <summary>One module of one enrollment.</summary>
[GenerateSerializer, Immutable, Alias("learning.progress-record")]
public sealed record ProgressRecord(
    [property: Id(0)] ProgressId Id,
    [property: Id(1)] EnrollmentId EnrollmentId,
    [property: Id(2)] ModuleId ModuleId,
    [property: Id(3)] bool Completed,
    [property: Id(4)] DateTimeOffset StartedAt,
    [property: Id(5)] DateTimeOffset? CompletedAt,
    [property: Id(6)] int SecondsSpent
);

/// <summary>The answer of completing a module.</summary>
/// <param name="Seq">The number that the completion has on the learner's stream.</param>
[GenerateSerializer, Immutable, Alias("learning.module-completion")]
public sealed record ModuleCompletion(
    [property: Id(0)] ProgressId Id,
    [property: Id(1)] EnrollmentId EnrollmentId,
    [property: Id(2)] ModuleId ModuleId,
    [property: Id(3)] bool Completed,
    [property: Id(4)] DateTimeOffset CompletedAt,
    [property: Id(5)] CourseProgress CourseProgress,
    [property: Id(6)] long Seq
);

/// <summary>The answer of completing a lesson.</summary>
[GenerateSerializer, Immutable, Alias("learning.lesson-completion")]
public sealed record LessonCompletion(
    [property: Id(0)] LessonId LessonId,
    [property: Id(1)] bool Completed,
    [property: Id(2)] DateTimeOffset CompletedAt,
    [property: Id(3)] long Seq
);

/// <summary>
/// How far an enrollment is. Numbers and status speak of one version: the one that was completed, else the present one.
/// </summary>
/// <param name="Modules">Those of the present version.</param>
/// <param name="Version">Null when an earlier release did not say which version was completed.</param>
[GenerateSerializer, Immutable, Alias("learning.course-progress-view")]
public sealed record CourseProgressView(
    [property: Id(0)] EnrollmentId EnrollmentId,
    [property: Id(1)] CourseId CourseId,
    [property: Id(2)] int TotalModules,
    [property: Id(3)] int CompletedModules,
    [property: Id(4)] int Percent,
    [property: Id(5)] EnrollmentStatus Status,
    [property: Id(6)] IReadOnlyList<ModuleProgressView> Modules,
    [property: Id(7)] int? Version
);

/// <param name="IsNew">It came after the enrollment was completed: it can be done, and takes nothing away.</param>
[GenerateSerializer, Immutable, Alias("learning.module-progress-view")]
public sealed record ModuleProgressView(
    [property: Id(0)] ModuleId ModuleId,
    [property: Id(1)] string Title,
    [property: Id(2)] int Order,
    [property: Id(3)] bool Completed,
    [property: Id(4)] DateTimeOffset? CompletedAt,
    [property: Id(5)] bool IsNew
);

[GenerateSerializer, Immutable, Alias("learning.overall-progress")]
public sealed record OverallProgress(
    [property: Id(0)] int TotalCourses,
    [property: Id(1)] int TotalModules,
    [property: Id(2)] int CompletedModules,
    [property: Id(3)] int Percent,
    [property: Id(4)] IReadOnlyList<OverallCourse> Courses
);

[GenerateSerializer, Immutable, Alias("learning.overall-course")]
public sealed record OverallCourse(
    [property: Id(0)] CourseId CourseId,
    [property: Id(1)] EnrollmentId EnrollmentId,
    [property: Id(2)] string Title,
    [property: Id(3)] EnrollmentStatus Status,
    [property: Id(4)] int Completed,
    [property: Id(5)] int Total,
    [property: Id(6)] int Percent
);

/// <summary>The learning part of the snapshot on a person's stream.</summary>
[GenerateSerializer, Immutable, Alias("learning.learning-snapshot")]
public sealed record LearningSnapshot([property: Id(0)] IReadOnlyList<EnrollmentSnapshot> Enrollments);

/// <param name="CompletedVersion">The version of the course that was completed, of which the numbers speak
/// then.</param>
[GenerateSerializer, Immutable, Alias("learning.enrollment-snapshot")]
public sealed record EnrollmentSnapshot(
    [property: Id(0)] EnrollmentId EnrollmentId,
    [property: Id(1)] CourseId CourseId,
    [property: Id(2)] EnrollmentStatus Status,
    [property: Id(3)] int TotalModules,
    [property: Id(4)] int CompletedModules,
    [property: Id(5)] int Percent,
    [property: Id(6)] IReadOnlyList<ModuleId> CompletedModuleIds,
    [property: Id(7)] IReadOnlyList<LessonId> CompletedLessonIds,
    [property: Id(8), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? CompletedVersion = null
);
