using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Catalog;
using Academy.Identifiers;
using Academy.Learning;
using Academy.Streams;

namespace Academy.Grains.Learning;

/// <summary>
/// A learner's enrollments. Facts (the course as it is published, the time, the stream's head) are handed in.
/// </summary>
internal sealed class LearningCore : ICore
{
    public Dictionary<EnrollmentId, Enrollment> Enrollments { get; set; } = [];

    public static EnrollmentId EnrollmentOf(UserId user, CourseId course) =>
        new(DerivedId.Of("enrollment", user.Value, course.Value));

    public static ProgressId ProgressOf(EnrollmentId enrollment, ModuleId module) =>
        new(DerivedId.Of("progress", enrollment.Value, module.Value));

    public Decision<Enrolling> Enroll(UserId user, PublishedCourse? course, CourseId courseId, DateTimeOffset now)
    {
        var id = EnrollmentOf(user, courseId);
        var existing = Enrollments.GetValueOrDefault(id);
        if (existing is { EndedAt: null })
            return Decision.Already(new Enrolling(View(existing, user), Created: false));
        if (course is null)
            return CatalogRefusals.CourseNotFound;
        if (existing is not null)
        {
            var status = existing.CompletedAt is null ? EnrollmentStatus.Active : EnrollmentStatus.Completed;
            return Decision.Of(
                new Enrolling(View(existing, user) with { Status = status }, Created: true),
                new Enrolled(
                    id,
                    courseId,
                    existing.EnrolledAt,
                    existing.Snapshot(course.Content) with
                    {
                        Status = status,
                    }
                )
            );
        }
        if (Enrollments.Count >= LearningLimits.EnrollmentsMax)
            return LearningRefusals.TooManyEnrollments;
        var view = new EnrollmentView(id, courseId, user, EnrollmentStatus.Active, now);
        var standing = new Enrollment
        {
            Id = id,
            CourseId = courseId,
            EnrolledAt = now,
        }.Snapshot(course.Content);
        return Decision.Of(new Enrolling(view, Created: true), new Enrolled(id, courseId, now, standing));
    }

    public Decision<Done> End(EnrollmentId id, UserId by, DateTimeOffset now)
    {
        if (!Enrollments.TryGetValue(id, out var enrollment))
            return LearningRefusals.EnrollmentNotFound;
        return enrollment.EndedAt is null
            ? Decision.Of(Done.Instance, new EnrollmentEnded(id, enrollment.CourseId, by, now))
            : Decision.Already(Done.Instance);
    }

    public Decision<ProgressRecord> StartModule(
        EnrollmentId id,
        ModuleId module,
        PublishedCourse? course,
        DateTimeOffset now
    )
    {
        if (!Find(id, course, out var enrollment, out var refusal))
            return refusal;
        if (enrollment.Modules.TryGetValue(module, out var record))
            return Decision.Already(View(id, module, record));
        if (course.Module(module) is null)
            return LearningRefusals.ModuleNotFound;
        var started = new ModuleStarted(id, enrollment.CourseId, module, now);
        return Decision.Of(new ProgressRecord(ProgressOf(id, module), id, module, false, now, null, 0), started);
    }

    /// <param name="head">The stream's latest number; the completion gets the next.</param>
    public Decision<ModuleCompletion> CompleteModule(
        EnrollmentId id,
        ModuleId module,
        PublishedCourse? course,
        DateTimeOffset now,
        long head
    )
    {
        if (!Find(id, course, out var enrollment, out var refusal))
            return refusal;
        if (enrollment.Modules.TryGetValue(module, out var record) && record.CompletedAt is { } completedAt)
        {
            return Decision.Already(
                new ModuleCompletion(
                    ProgressOf(id, module),
                    id,
                    module,
                    true,
                    completedAt,
                    record.CourseProgress!,
                    record.CompletedSeq
                )
            );
        }
        if (course.Module(module) is not { } content)
            return LearningRefusals.ModuleNotFound;
        if (content.Lessons.Any(l => !enrollment.Lessons.ContainsKey(l.Id)))
            return LearningRefusals.LessonsRemaining;

        var events = new List<object>(2);
        var completed = Complete(enrollment, module, course, now, events);
        return Decision
            .Of(
                new ModuleCompletion(ProgressOf(id, module), id, module, true, now, completed.CourseProgress, head + 1),
                events
            )
            .With(Tell(completed));
    }

    public Decision<LessonCompletion> CompleteLesson(
        EnrollmentId id,
        LessonId lesson,
        PublishedCourse? course,
        DateTimeOffset now,
        long head
    )
    {
        if (!Find(id, course, out var enrollment, out var refusal))
            return refusal;
        if (enrollment.Lessons.TryGetValue(lesson, out var record))
            return Decision.Already(new LessonCompletion(lesson, true, record.CompletedAt, record.CompletedSeq));
        if (course.ModuleOf(lesson) is not { } module)
            return LearningRefusals.LessonNotFound;

        var events = new List<object>(3)
        {
            new LessonCompleted(id, enrollment.CourseId, module.Id, lesson, now, AsTeacher(id, course)),
        };
        var isLast = module.Lessons.All(l => l.Id == lesson || enrollment.Lessons.ContainsKey(l.Id));
        var decision = Decision.Of(new LessonCompletion(lesson, true, now, head + 1), events);
        if (!isLast || enrollment.Modules.GetValueOrDefault(module.Id)?.CompletedAt is not null)
            return decision;
        var completed = Complete(enrollment, module.Id, course, now, events);
        return decision.With(Tell(completed));
    }

    /// <param name="ahead">See <see cref="LearningOptions.TimeSpentAhead"/>.</param>
    public Decision<ProgressRecord> Patch(
        EnrollmentId id,
        ModuleId module,
        ProgressPatch patch,
        PublishedCourse? course,
        DateTimeOffset now,
        long head,
        TimeSpan? ahead = null
    )
    {
        if (!Find(id, course, out var enrollment, out var missing))
            return missing == LearningRefusals.EnrollmentNotFound ? LearningRefusals.RecordNotFound : missing;
        if (!enrollment.Modules.TryGetValue(module, out var record))
            return LearningRefusals.RecordNotFound;
        if (patch.Completed is false && record.CompletedAt is not null)
            return LearningRefusals.CannotReopen;

        var believed = enrollment.Believed(patch.SecondsSpent ?? 0, now, ahead ?? LearningLimits.TimeSpentAhead);
        var seconds = (int)Math.Min(int.MaxValue, (long)record.SecondsSpent + believed);
        var events = new List<object>(3);
        IReadOnlyList<Effect> effects = [];
        var answer = View(id, module, record) with { SecondsSpent = seconds };
        if (patch.Completed is true && record.CompletedAt is null)
        {
            var completion = CompleteModule(id, module, course, now, head);
            if (completion.Refusal is { } refusal)
                return refusal;
            events.AddRange(completion.Events);
            effects = completion.Effects;
            answer = answer with { Completed = true, CompletedAt = now };
        }
        if (seconds > record.SecondsSpent)
            events.Add(new TimeSpent(id, enrollment.CourseId, module, seconds - record.SecondsSpent));
        return Decision.Of(answer, events).With(effects);
    }

    /// <summary>Whose record this is; nothing where there is none of this id.</summary>
    public (EnrollmentId Enrollment, ModuleId Module) RecordOf(ProgressId progress)
    {
        foreach (var enrollment in Enrollments.Values)
        {
            foreach (var module in enrollment.Modules.Keys)
            {
                if (ProgressOf(enrollment.Id, module) == progress)
                    return (enrollment.Id, module);
            }
        }
        return default;
    }

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        switch (body)
        {
            case Enrolled e when Enrollments.TryGetValue(e.EnrollmentId, out var again):
                again.EndedAt = null;
                break;
            case EnrollmentEnded e:
                Enrollments[e.EnrollmentId].EndedAt = e.EndedAt;
                break;
            case Enrolled e:
                Enrollments[e.EnrollmentId] = new Enrollment
                {
                    Id = e.EnrollmentId,
                    CourseId = e.CourseId,
                    EnrolledAt = e.EnrolledAt,
                };
                break;
            case ModuleStarted e:
                Enrollments[e.EnrollmentId].Modules[e.ModuleId] = new ModuleRecord { StartedAt = e.StartedAt };
                break;
            case LessonCompleted e:
                Enrollments[e.EnrollmentId].Lessons[e.LessonId] = new LessonRecord(e.CompletedAt, seq);
                break;
            case ModuleCompleted e:
                Enrollments[e.EnrollmentId].Complete(e.ModuleId, e.CompletedAt, seq, e.CourseProgress);
                break;
            case TimeSpent e:
                Enrollments[e.EnrollmentId].Spend(e.ModuleId, e.Seconds, at);
                break;
            case CourseCompleted e:
                Enrollments[e.EnrollmentId].Complete(e.CompletedAt, e.Version);
                break;
        }
    }

    internal static ProgressRecord View(EnrollmentId id, ModuleId module, ModuleRecord record) =>
        new(
            ProgressOf(id, module),
            id,
            module,
            record.CompletedAt is not null,
            record.StartedAt,
            record.CompletedAt,
            record.SecondsSpent
        );

    internal static EnrollmentView View(Enrollment enrollment, UserId user) =>
        new(
            enrollment.Id,
            enrollment.CourseId,
            user,
            enrollment.Status,
            enrollment.EnrolledAt,
            enrollment.CompletedVersion
        );

    private bool Find(
        EnrollmentId id,
        [NotNullWhen(true)] PublishedCourse? course,
        [NotNullWhen(true)] out Enrollment? enrollment,
        [NotNullWhen(false)] out Refusal? refusal
    )
    {
        refusal =
            !Enrollments.TryGetValue(id, out enrollment) || course is null ? LearningRefusals.EnrollmentNotFound
            : enrollment.EndedAt is not null ? LearningRefusals.EnrollmentEnded
            : null;
        return refusal is null;
    }

    /// <summary>The module's completion, and the course's when it was the last.</summary>
    private static ModuleCompleted Complete(
        Enrollment enrollment,
        ModuleId module,
        PublishedCourse course,
        DateTimeOffset now,
        List<object> events
    )
    {
        var progress = enrollment.CompletedAt is null
            ? CourseProgress.Of(enrollment.CompletedOf(course.Content) + 1, course.ModuleCount)
            : enrollment.ProgressIn(course.Content);
        var asTeacher = AsTeacher(enrollment.Id, course);
        var completed = new ModuleCompleted(enrollment.Id, enrollment.CourseId, module, now, progress, asTeacher);
        events.Add(completed);
        if (progress.CompletedModules == progress.TotalModules && enrollment.CompletedAt is null)
            events.Add(new CourseCompleted(enrollment.Id, enrollment.CourseId, now, course.Content.Version, asTeacher));
        return completed;
    }

    /// <summary>
    /// Whoever teaches a course may walk it, but is no learner of it; null: it is somebody else's enrollment.
    /// </summary>
    private static bool? AsTeacher(EnrollmentId enrollment, PublishedCourse course) =>
        EnrollmentOf(course.Content.Instructor, course.Content.Id) == enrollment ? true : null;

    /// <summary>The course's activity is that of its learners.</summary>
    private static IReadOnlyList<Effect> Tell(ModuleCompleted completed) =>
        completed.AsTeacher is true ? [] : [new TellCourse(completed), new NudgeCourse(completed.CourseId)];
}
