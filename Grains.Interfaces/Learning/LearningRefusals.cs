using Academy.Commands;

namespace Academy.Learning;

public static class LearningRefusals
{
    public static readonly Refusal EnrollmentNotFound = new(
        "progress.enrollment-not-found",
        RefusalKind.NotFound,
        "You have no such enrollment."
    );

    public static readonly Refusal EnrollmentEnded = new(
        "progress.enrollment-ended",
        RefusalKind.Conflict,
        "This enrollment has ended: enroll again to go on where it was."
    );

    public static readonly Refusal ModuleNotFound = new(
        "progress.module-not-found",
        RefusalKind.NotFound,
        "The course has no such module."
    );

    public static readonly Refusal LessonNotFound = new(
        "progress.lesson-not-found",
        RefusalKind.NotFound,
        "The course has no such lesson."
    );

    public static readonly Refusal RecordNotFound = new(
        "progress.not-found",
        RefusalKind.NotFound,
        "You have no such progress record."
    );

    public static readonly Refusal LessonsRemaining = new(
        "progress.lessons-remaining",
        RefusalKind.Conflict,
        "This module is completed by completing its lessons; some remain."
    );

    public static readonly Refusal CannotReopen = new(
        "progress.cannot-reopen",
        RefusalKind.Conflict,
        "A completed module stays completed."
    );

    public static readonly Refusal TooManyEnrollments = new(
        "progress.too-many-enrollments",
        RefusalKind.Unprocessable,
        $"A learner has at most {LearningLimits.EnrollmentsMax} enrollments."
    );
}

public static class LearningLimits
{
    public const int EnrollmentsMax = 1_000;

    /// <summary>Seconds that one report may add: a day.</summary>
    public const int SecondsSpentMax = 24 * 60 * 60;

    /// <summary>
    /// How far reported time may be ahead of the clock: a device may have begun before its first report could reach us.
    /// </summary>
    public static readonly TimeSpan TimeSpentAhead = TimeSpan.FromMinutes(2);
}
