using Academy.Catalog;
using Academy.Commands;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Learning;

/// <summary>A learner's enrollments and progress. Key: organization/user.</summary>
[Alias("learning.learning-grain")]
public interface ILearningGrain : IGrainWithStringKey
{
    /// <summary>Enrolls the caller; a second time answers the enrollment that exists.</summary>
    [Alias("enroll")]
    Task<Outcome<Enrolling>> Enroll(Caller caller, CommandKey? key, CourseId course);

    /// <summary>
    /// Ends an enrollment: the learner's own, or as the course's instructor or an admin. Enrolling again goes on where
    /// it was.
    /// </summary>
    [Alias("end-enrollment")]
    Task<Outcome<Done>> EndEnrollment(Caller caller, CommandKey? key, EnrollmentId enrollment);

    /// <summary>Whether the learner is enrolled in the course, and it has not ended.</summary>
    [ReadOnly, Alias("is-enrolled")]
    Task<bool> IsEnrolled(CourseId course);

    /// <summary>Starts a module; a second time answers the same record.</summary>
    [Alias("start-module")]
    Task<Outcome<ProgressRecord>> StartModule(Caller caller, CommandKey? key, EnrollmentId enrollment, ModuleId module);

    /// <summary>Completes a module that has no lessons (one that has is completed by its last lesson).</summary>
    [Alias("complete-module")]
    Task<Outcome<ModuleCompletion>> CompleteModule(
        Caller caller,
        CommandKey? key,
        EnrollmentId enrollment,
        ModuleId module
    );

    /// <summary>Completes a lesson, and with the last one the module.</summary>
    [Alias("complete-lesson")]
    Task<Outcome<LessonCompletion>> CompleteLesson(
        Caller caller,
        CommandKey? key,
        EnrollmentId enrollment,
        LessonId lesson
    );

    /// <summary>Adds time spent, and completes the module when asked to.</summary>
    [Alias("patch-progress")]
    Task<Outcome<ProgressRecord>> PatchProgress(
        Caller caller,
        CommandKey? key,
        ProgressId progress,
        ProgressPatch patch
    );

    /// <summary>The learner's records, all or of one enrollment.</summary>
    [ReadOnly, Alias("get-progress")]
    Task<Outcome<IReadOnlyList<ProgressRecord>>> GetProgress(EnrollmentId? enrollment);

    [ReadOnly, Alias("get-course-progress")]
    Task<Outcome<CourseProgressView>> GetCourseProgress(EnrollmentId enrollment);

    [ReadOnly, Alias("get-overall")]
    Task<Outcome<OverallProgress>> GetOverall();

    [ReadOnly, Alias("get-enrollments")]
    Task<IReadOnlyList<EnrollmentView>> GetEnrollments();
}

/// <param name="SecondsSpent">Seconds to add to the time spent.</param>
[GenerateSerializer, Immutable, Alias("learning.progress-patch")]
public sealed record ProgressPatch([property: Id(0)] bool? Completed, [property: Id(1)] int? SecondsSpent);
