using Academy.Catalog;
using Academy.Learning;

namespace Academy.Grains.Learning;

/// <summary>
/// One learner in one course: which lessons and modules they completed, and when. A completed enrollment stays
/// completed for the version of the course that it was completed in; what came later is new, and takes nothing away.
/// </summary>
internal sealed class Enrollment
{
    public EnrollmentId Id { get; set; }

    public CourseId CourseId { get; set; }

    public DateTimeOffset EnrolledAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The version of the course that was completed; null also for completions of earlier releases.</summary>
    public int? CompletedVersion { get; set; }

    /// <summary>How many modules that version had.</summary>
    public int CompletedModules { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Until when time was reported; null: never.</summary>
    public DateTimeOffset? TimeCountedUntil { get; set; }

    public EnrollmentStatus Status =>
        EndedAt is not null ? EnrollmentStatus.Ended
        : CompletedAt is not null ? EnrollmentStatus.Completed
        : EnrollmentStatus.Active;

    public Dictionary<ModuleId, ModuleRecord> Modules { get; set; } = [];

    public Dictionary<LessonId, LessonRecord> Lessons { get; set; } = [];

    // The course that was counted last: a completion must not cost a look at all modules of the course.
    private CourseContent? counted;
    private int completed;

    /// <summary>
    /// How far it is: of the version that was completed, else of the course as it is now, where a module that was taken
    /// out does not count.
    /// </summary>
    public CourseProgress ProgressIn(CourseContent course) =>
        CompletedAt is not null
            ? CourseProgress.Of(CompletedModules, CompletedModules)
            : CourseProgress.Of(CompletedOf(course), course.Modules.Count);

    /// <summary>Completed modules of the course as it is now.</summary>
    public int CompletedOf(CourseContent course)
    {
        if (!ReferenceEquals(counted, course))
        {
            var count = course.Modules.Count(module =>
                Modules.TryGetValue(module.Id, out var record) && record.CompletedAt is not null
            );
            (counted, completed) = (course, count);
        }
        return completed;
    }

    /// <summary>
    /// How much of a report of time is believed: no more than has passed since the last one, or since the enrollment,
    /// and a little that may be ahead of the clock.
    /// </summary>
    public int Believed(int seconds, DateTimeOffset now, TimeSpan ahead)
    {
        var room = now + ahead - (TimeCountedUntil ?? EnrolledAt);
        return (int)Math.Clamp(room.TotalSeconds, 0, seconds);
    }

    /// <summary>
    /// Takes up a report of time. What was not reported of the time before is gone; what is ahead of the clock is no
    /// more than a release would believe today.
    /// </summary>
    public void Spend(ModuleId module, int seconds, DateTimeOffset at)
    {
        Modules[module].SecondsSpent += seconds;
        var until = (TimeCountedUntil ?? EnrolledAt) + TimeSpan.FromSeconds(seconds);
        var latest = at + LearningLimits.TimeSpentAhead;
        TimeCountedUntil =
            until < at ? at
            : until > latest ? latest
            : until;
    }

    /// <param name="at">When.</param>
    /// <param name="version">Null: an earlier release did not say it.</param>
    public void Complete(DateTimeOffset at, int? version)
    {
        var last = Modules.Values.Where(record => record.CompletedAt is not null).MaxBy(record => record.CompletedSeq);
        (CompletedAt, CompletedVersion) = (at, version);
        CompletedModules = last?.CourseProgress?.TotalModules ?? Modules.Count;
    }

    /// <summary>Takes up that a module was completed; once, however often it is said.</summary>
    public void Complete(ModuleId module, DateTimeOffset at, long seq, CourseProgress progress)
    {
        if (!Modules.TryGetValue(module, out var record))
            Modules[module] = record = new ModuleRecord { StartedAt = at };
        if (record.CompletedAt is null && counted is not null && counted.Modules.Any(content => content.Id == module))
            completed++;
        (record.CompletedAt, record.CompletedSeq, record.CourseProgress) = (at, seq, progress);
    }
}

/// <summary>What a learner did with a module.</summary>
internal sealed class ModuleRecord
{
    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The number of the completion on the learner's stream.</summary>
    public long CompletedSeq { get; set; }

    /// <summary>Progress in the course right after it, as it was answered.</summary>
    public CourseProgress? CourseProgress { get; set; }

    public int SecondsSpent { get; set; }
}

internal sealed record LessonRecord(DateTimeOffset CompletedAt, long CompletedSeq);
