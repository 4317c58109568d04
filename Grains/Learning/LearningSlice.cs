using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Catalog;
using Academy.Learning;
using Academy.Streams;

namespace Academy.Grains.Learning;

/// <summary>A person's learning: what they are enrolled in, and how far they are.</summary>
internal sealed class LearningSlice : IStreamView
{
    private const int CoursesAtOnce = 50;

    private readonly IJournaledStream<LearningCore> stream;
    private readonly PublishedCourseCache published;
    private readonly TimeSpan timeSpentAhead;
    private readonly UserId user;

    public LearningSlice(
        IJournaledStream<LearningCore> stream,
        PublishedCourseCache published,
        CourseActivityNudges activity,
        LearningOptions options
    )
    {
        (this.stream, this.published, user) = (stream, published, new UserId(stream.Identity.Id));
        timeSpentAhead = options.TimeSpentAhead;
        stream.Show(this);
        stream.OnNudge<NudgeCourse>(nudge => activity.Nudge(KeyOf(nudge.CourseId)));
    }

    /// <summary>The enrollments that have not ended.</summary>
    private IEnumerable<Enrollment> Current => stream.State.Enrollments.Values.Where(e => e.EndedAt is null);

    public Task<Outcome<Enrolling>> Enroll(Caller caller, CommandKey? key, CourseId course) =>
        stream.Execute(
            caller,
            key,
            (_, _) => published.Latest(KeyOf(course)),
            (learning, published, moment) => learning.Enroll(user, published, course, moment.Now)
        );

    public Task<Outcome<Done>> EndEnrollment(Caller caller, CommandKey? key, EnrollmentId enrollment) =>
        stream.Execute(
            caller,
            key,
            (learning, _) => MayEnd(learning, caller, enrollment),
            (learning, mayEnd, moment) =>
                mayEnd ? learning.End(enrollment, caller.User, moment.Now) : LearningRefusals.EnrollmentNotFound,
            decidesWhoMay: true
        );

    public bool IsEnrolled(CourseId course) =>
        stream.State.Enrollments.TryGetValue(LearningCore.EnrollmentOf(user, course), out var enrollment)
        && enrollment.EndedAt is null;

    public Task<Outcome<ProgressRecord>> StartModule(
        Caller caller,
        CommandKey? key,
        EnrollmentId enrollment,
        ModuleId module
    ) =>
        stream.Execute(
            caller,
            key,
            (learning, _) => CourseOf(learning, enrollment),
            (learning, course, moment) => learning.StartModule(enrollment, module, course, moment.Now)
        );

    public Task<Outcome<ModuleCompletion>> CompleteModule(
        Caller caller,
        CommandKey? key,
        EnrollmentId enrollment,
        ModuleId module
    ) =>
        stream.Execute(
            caller,
            key,
            (learning, _) => CourseOf(learning, enrollment),
            (learning, course, moment) => learning.CompleteModule(enrollment, module, course, moment.Now, moment.Head)
        );

    public Task<Outcome<LessonCompletion>> CompleteLesson(
        Caller caller,
        CommandKey? key,
        EnrollmentId enrollment,
        LessonId lesson
    ) =>
        stream.Execute(
            caller,
            key,
            (learning, _) => CourseOf(learning, enrollment),
            (learning, course, moment) => learning.CompleteLesson(enrollment, lesson, course, moment.Now, moment.Head)
        );

    public Task<Outcome<ProgressRecord>> PatchProgress(
        Caller caller,
        CommandKey? key,
        ProgressId progress,
        ProgressPatch patch
    ) =>
        stream.Execute(
            caller,
            key,
            async (learning, _) =>
            {
                var (enrollment, module) = learning.RecordOf(progress);
                return (Enrollment: enrollment, Module: module, Course: await CourseOf(learning, enrollment));
            },
            (learning, facts, moment) =>
                learning.Patch(
                    facts.Enrollment,
                    facts.Module,
                    patch,
                    facts.Course,
                    moment.Now,
                    moment.Head,
                    timeSpentAhead
                )
        );

    public Outcome<IReadOnlyList<ProgressRecord>> Progress(EnrollmentId? enrollment)
    {
        IEnumerable<Enrollment> enrollments = stream.State.Enrollments.Values;
        if (enrollment is { } id)
        {
            if (!stream.State.Enrollments.TryGetValue(id, out var one))
                return LearningRefusals.EnrollmentNotFound;
            enrollments = [one];
        }
        ProgressRecord[] records = [.. enrollments.SelectMany(e => e.Records())];
        return Outcome.Of<IReadOnlyList<ProgressRecord>>(records);
    }

    public async Task<Outcome<CourseProgressView>> CourseProgress(EnrollmentId enrollment) =>
        await CourseOf(stream.State, enrollment) is { } course
            ? stream.State.Enrollments[enrollment].Progress(course.Content)
            : LearningRefusals.EnrollmentNotFound;

    public async Task<Outcome<OverallProgress>> Overall()
    {
        var courses = new List<(Enrollment, PublishedCourse)>();
        foreach (var enrollment in Current.ToArray())
        {
            if (await published.Latest(KeyOf(enrollment.CourseId)) is { } course)
                courses.Add((enrollment, course));
        }
        return courses.Overall();
    }

    public IReadOnlyList<EnrollmentView> Enrollments() =>
        [.. Current.Select(e => LearningCore.View(e, user)).OrderBy(e => e.EnrolledAt)];

    /// <summary>
    /// Some at a time: one after the other, a thousand courses that nobody has in memory take seconds.
    /// </summary>
    public async ValueTask PrepareSnapshot()
    {
        foreach (var enrollments in Current.ToArray().Chunk(CoursesAtOnce))
            await Task.WhenAll(enrollments.Select(e => published.Latest(KeyOf(e.CourseId)).AsTask()));
    }

    public byte[] EncodeSnapshot(Audience audience)
    {
        var enrollments = new List<EnrollmentSnapshot>(stream.State.Enrollments.Count);
        foreach (var enrollment in Current)
        {
            if (published.Known(KeyOf(enrollment.CourseId)) is { } course)
                enrollments.Add(enrollment.Snapshot(course.Content));
        }
        return JsonSerializer.SerializeToUtf8Bytes(
            new LearningSnapshot(enrollments),
            LearningJson.Default.LearningSnapshot
        );
    }

    /// <summary>
    /// Whoever is no admin and does not teach the course is told of nobody's enrollment but their own.
    /// </summary>
    private async ValueTask<bool> MayEnd(LearningCore learning, Caller caller, EnrollmentId enrollment) =>
        caller.Organization == stream.Organization
        && (
            caller.User == user
            || caller.Role == Role.Admin
            || caller.Role == Role.Instructor
                && (await CourseOf(learning, enrollment))?.Content.Instructor == caller.User
        );

    private ValueTask<PublishedCourse?> CourseOf(LearningCore learning, EnrollmentId enrollment) =>
        learning.Enrollments.TryGetValue(enrollment, out var found)
            ? published.Latest(KeyOf(found.CourseId))
            : new((PublishedCourse?)null);

    private string KeyOf(CourseId course) => GrainKey.Of(stream.Organization, course.Value);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Enrolling))]
[JsonSerializable(typeof(ProgressRecord))]
[JsonSerializable(typeof(ModuleCompletion))]
[JsonSerializable(typeof(LessonCompletion))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(LearningSnapshot))]
internal sealed partial class LearningJson : JsonSerializerContext;
