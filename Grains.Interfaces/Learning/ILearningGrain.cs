using Academy.Catalog;
using Academy.Commands;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Learning;

/// <summary>A learner's enrollments and progress. Key: organization/user.</summary>
public interface ILearningGrain : IGrainWithStringKey
{
    /// <summary>Enrolls the caller; a second time answers the enrollment that exists.</summary>
    Task<Outcome<Enrolling>> Enroll(Caller caller, CommandKey? key, CourseId course);

    /// <summary>Ends an enrollment: the learner's own, or as the course's instructor or an admin. Enrolling again goes on where it was.</summary>
    Task<Outcome<Done>> EndEnrollment(Caller caller, CommandKey? key, EnrollmentId enrollment);

    /// <summary>Whether the learner is enrolled in the course, and it has not ended.</summary>
    [ReadOnly]
    Task<bool> IsEnrolled(CourseId course);

    /// <summary>Starts a module; a second time answers the same record.</summary>
    Task<Outcome<ProgressRecord>> StartModule(Caller caller, CommandKey? key, EnrollmentId enrollment, ModuleId module);

    /// <summary>Completes a module that has no lessons (one that has is completed by its last lesson).</summary>
    Task<Outcome<ModuleCompletion>> CompleteModule(Caller caller, CommandKey? key, EnrollmentId enrollment, ModuleId module);

    /// <summary>Completes a lesson, and with the last one the module.</summary>
    Task<Outcome<LessonCompletion>> CompleteLesson(Caller caller, CommandKey? key, EnrollmentId enrollment, LessonId lesson);

    /// <summary>Adds time spent, and completes the module when asked to.</summary>
    Task<Outcome<ProgressRecord>> PatchProgress(Caller caller, CommandKey? key, ProgressId progress, ProgressPatch patch);

    /// <summary>The learner's records, all or of one enrollment.</summary>
    [ReadOnly]
    Task<Outcome<IReadOnlyList<ProgressRecord>>> GetProgress(EnrollmentId? enrollment);

    [ReadOnly]
    Task<Outcome<CourseProgressView>> GetCourseProgress(EnrollmentId enrollment);

    [ReadOnly]
    Task<Outcome<OverallProgress>> GetOverall();

    [ReadOnly]
    Task<IReadOnlyList<EnrollmentView>> GetEnrollments();
}

/// <param name="SecondsSpent">Seconds to add to the time spent.</param>
[GenerateSerializer, Immutable]
public sealed record ProgressPatch([property: Id(0)] bool? Completed, [property: Id(1)] int? SecondsSpent);
