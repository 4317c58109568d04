using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Catalog;
using Academy.Grains.Chat;
using Academy.Grains.Learning;
using Academy.Grains.Streams;
using Academy.Streams;
using Academy.Journal;
using Academy.Learning;

namespace Academy.Grains.Users;

internal sealed partial class UserGrain
{
    public async Task<Outcome<Enrolling>> Enroll(Caller caller, CommandKey? key, CourseId course)
    {
        var published = await shelf.Latest(CourseKey(course));
        return await Execute(caller, key, UserJson.Default.Enrolling, (state, moment) =>
            state.Learning.Enroll(user, published, course, moment.Now));
    }

    public async Task<Outcome<Done>> EndEnrollment(Caller caller, CommandKey? key, EnrollmentId enrollment) =>
        await MayEnd(caller, enrollment)
            ? await ExecuteAuthorized(caller, key, UserJson.Default.Done, (state, moment) => state.Learning.End(enrollment, caller.User, moment.Now))
            : LearningRefusals.EnrollmentNotFound;

    public Task<bool> IsEnrolled(CourseId course) => Task.FromResult(
        State.Learning.Enrollments.TryGetValue(LearningCore.EnrollmentOf(user, course), out var enrollment) && enrollment.EndedAt is null);

    public async Task<Outcome<ProgressRecord>> StartModule(Caller caller, CommandKey? key, EnrollmentId enrollment, ModuleId module)
    {
        var course = await CourseOf(enrollment);
        return await Execute(caller, key, UserJson.Default.ProgressRecord, (state, moment) =>
            state.Learning.StartModule(enrollment, module, course, moment.Now));
    }

    public async Task<Outcome<ModuleCompletion>> CompleteModule(Caller caller, CommandKey? key, EnrollmentId enrollment, ModuleId module)
    {
        var course = await CourseOf(enrollment);
        return await Execute(caller, key, UserJson.Default.ModuleCompletion, (state, moment) =>
            Rewarded(state, state.Learning.CompleteModule(enrollment, module, course, moment.Now, moment.Head), moment.Now));
    }

    public async Task<Outcome<LessonCompletion>> CompleteLesson(Caller caller, CommandKey? key, EnrollmentId enrollment, LessonId lesson)
    {
        var course = await CourseOf(enrollment);
        return await Execute(caller, key, UserJson.Default.LessonCompletion, (state, moment) =>
            Rewarded(state, state.Learning.CompleteLesson(enrollment, lesson, course, moment.Now, moment.Head), moment.Now));
    }

    public async Task<Outcome<ProgressRecord>> PatchProgress(Caller caller, CommandKey? key, ProgressId progress, ProgressPatch patch)
    {
        var (enrollment, module) = RecordOf(progress);
        var course = await CourseOf(enrollment);
        return await Execute(caller, key, UserJson.Default.ProgressRecord, (state, moment) =>
            Rewarded(state, state.Learning.Patch(enrollment, module, patch, course, moment.Now, moment.Head), moment.Now));
    }

    public Task<Outcome<IReadOnlyList<ProgressRecord>>> GetProgress(EnrollmentId? enrollment)
    {
        IEnumerable<Enrollment> enrollments = State.Learning.Enrollments.Values;
        if (enrollment is { } id)
        {
            if (!State.Learning.Enrollments.TryGetValue(id, out var one))
                return Task.FromResult<Outcome<IReadOnlyList<ProgressRecord>>>(LearningRefusals.EnrollmentNotFound);
            enrollments = [one];
        }
        ProgressRecord[] records = [.. enrollments.SelectMany(e => e.Records())];
        return Task.FromResult(Outcome.Of<IReadOnlyList<ProgressRecord>>(records));
    }

    public async Task<Outcome<CourseProgressView>> GetCourseProgress(EnrollmentId enrollment) =>
        await CourseOf(enrollment) is { } course
            ? State.Learning.Enrollments[enrollment].Progress(course.Content)
            : LearningRefusals.EnrollmentNotFound;

    public async Task<Outcome<OverallProgress>> GetOverall()
    {
        var courses = new List<(Enrollment, PublishedCourse)>();
        foreach (var enrollment in Current().ToArray())
        {
            if (await shelf.Latest(CourseKey(enrollment.CourseId)) is { } course)
                courses.Add((enrollment, course));
        }
        return courses.Overall();
    }

    public Task<IReadOnlyList<EnrollmentView>> GetEnrollments() =>
        Task.FromResult<IReadOnlyList<EnrollmentView>>(
            [.. Current().Select(e => LearningCore.View(e, user)).OrderBy(e => e.EnrolledAt)]);

    /// <summary>The course of a completion hears of it in the same transaction.</summary>
    protected override IReadOnlyList<FeedItem> FeedOf(IReadOnlyList<object> events) => ActivityFeed.Of(Organization, user, events);

    /// <summary>The course's room follows the enrollment.</summary>
    protected override IReadOnlyList<OutboxItem> OutboxOf(long firstSeq, IReadOnlyList<object> events)
    {
        List<OutboxItem>? work = null;
        for (var i = 0; i < events.Count; i++)
        {
            CourseId? course = events[i] switch
            {
                Enrolled e => e.CourseId,
                EnrollmentEnded e => e.CourseId,
                _ => null,
            };
            if (course is { } changed)
                (work ??= []).Add(CourseRooms.Follow(Organization, user, changed, firstSeq + i));
        }
        return work ?? [];
    }

    /// <summary>The enrollments that have not ended.</summary>
    private IEnumerable<Enrollment> Current() => State.Learning.Enrollments.Values.Where(e => e.EndedAt is null);

    /// <summary>Who is no admin and does not teach the course is told of nobody's enrollment but his own.</summary>
    private async ValueTask<bool> MayEnd(Caller caller, EnrollmentId enrollment) =>
        Authorize(caller) is null
        || caller.Organization == Organization
            && (caller.Role == Role.Admin || caller.Role == Role.Instructor && (await CourseOf(enrollment))?.Content.Instructor == caller.User);

    private void ActivityCommitted(IReadOnlyList<object> events)
    {
        foreach (var body in events)
        {
            if (body is ModuleCompleted e)
                activity.Nudge(CourseKey(e.CourseId));
        }
    }

    private static Decision<T> Rewarded<T>(UserState state, Decision<T> decision, DateTimeOffset now) =>
        decision.And(new(state.Game.Reward(decision.Events, now), []));

    private ValueTask<PublishedCourse?> CourseOf(EnrollmentId enrollment) =>
        Latest.Learning.Enrollments.TryGetValue(enrollment, out var found) ? shelf.Latest(CourseKey(found.CourseId)) : new((PublishedCourse?)null);

    private (EnrollmentId Enrollment, ModuleId Module) RecordOf(ProgressId progress)
    {
        foreach (var enrollment in Latest.Learning.Enrollments.Values)
        {
            foreach (var module in enrollment.Modules.Keys)
            {
                if (LearningCore.ProgressOf(enrollment.Id, module) == progress)
                    return (enrollment.Id, module);
            }
        }
        return default;
    }
}
