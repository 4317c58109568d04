using Academy.Catalog;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Gamification;
using Academy.Grains.Accounts;
using Academy.Grains.Catalog;
using Academy.Grains.Chat.Personal;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Learning;
using Academy.Streams;
using Academy.Users;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Grains.Users;

/// <summary>
/// The one owner of a person's stream: a list of slices, none of which knows another. What a slice can do is in its own
/// folder; here is only who gets which call.
/// </summary>
[Reentrant]
internal sealed class UserGrain : Grain, IUserGrain, ILearningGrain, IGamificationGrain, IPersonalChatGrain
{
    private readonly LearningSlice learning;
    private readonly GameSlice game;
    private readonly PersonalChatSlice chat;

    public UserGrain(
        [JournaledStream("user")] IJournaledStream<UserState> stream,
        PublishedCourseCache courses,
        LeaderboardFeeder boards,
        CourseActivityNudges activity,
        IOptions<LearningOptions> learningOptions,
        IGrainFactory grains,
        IDraftIndex draftIndex,
        Names names
    )
    {
        var slices = new SlicedStream<UserState>(stream);
        learning = new(slices.Slice("learning", state => state.Learning), courses, activity, learningOptions.Value);
        game = new(slices.Slice("game", state => state.Game), boards);
        chat = new(slices.Slice("chat", state => state.Chat), grains, draftIndex, names);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        chat.Stop();

    public Task<Outcome<Enrolling>> Enroll(Caller caller, CommandKey? key, CourseId course) =>
        learning.Enroll(caller, key, course);

    public Task<Outcome<Done>> EndEnrollment(Caller caller, CommandKey? key, EnrollmentId enrollment) =>
        learning.EndEnrollment(caller, key, enrollment);

    public Task<bool> IsEnrolled(CourseId course) => Task.FromResult(learning.IsEnrolled(course));

    public Task<Outcome<ProgressRecord>> StartModule(
        Caller caller,
        CommandKey? key,
        EnrollmentId enrollment,
        ModuleId module
    ) => learning.StartModule(caller, key, enrollment, module);

    public Task<Outcome<ModuleCompletion>> CompleteModule(
        Caller caller,
        CommandKey? key,
        EnrollmentId enrollment,
        ModuleId module
    ) => learning.CompleteModule(caller, key, enrollment, module);

    public Task<Outcome<LessonCompletion>> CompleteLesson(
        Caller caller,
        CommandKey? key,
        EnrollmentId enrollment,
        LessonId lesson
    ) => learning.CompleteLesson(caller, key, enrollment, lesson);

    public Task<Outcome<ProgressRecord>> PatchProgress(
        Caller caller,
        CommandKey? key,
        ProgressId progress,
        ProgressPatch patch
    ) => learning.PatchProgress(caller, key, progress, patch);

    public Task<Outcome<IReadOnlyList<ProgressRecord>>> GetProgress(EnrollmentId? enrollment) =>
        Task.FromResult(learning.Progress(enrollment));

    public Task<Outcome<CourseProgressView>> GetCourseProgress(EnrollmentId enrollment) =>
        learning.CourseProgress(enrollment);

    public Task<Outcome<OverallProgress>> GetOverall() => learning.Overall();

    public Task<IReadOnlyList<EnrollmentView>> GetEnrollments() => Task.FromResult(learning.Enrollments());

    public Task<GameView> GetGame() => Task.FromResult(game.View());

    public Task KnowDrafts(DraftsView drafts, IReadOnlyList<RoomId> changed)
    {
        chat.KnowDrafts(drafts, changed);
        return Task.CompletedTask;
    }

    public Task SignalLatest() => chat.SignalDrafts();

    public Task NoteRead(RoomId room, long seq)
    {
        chat.NoteRead(room, seq);
        return Task.CompletedTask;
    }

    public Task<Outcome<Done>> Take(CommandKey key, PersonalNotice notice) => chat.Take(key, notice);
}
