using System.Text.Json;
using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;
using Academy.Gamification;
using Academy.Grains.Catalog;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Grains.Streams;
using Academy.Streams;
using Academy.Journal;
using Academy.Journal.Vault;
using Academy.Learning;
using Academy.Users;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Grains.Users;

/// <summary>
/// The one owner of a person's stream. Its parts by slice: <c>Learning/UserGrain.Learning.cs</c>,
/// <c>Gamification/UserGrain.Gamification.cs</c> and <c>Chat/UserGrain.Chat.cs</c>.
/// </summary>
[Reentrant]
internal sealed partial class UserGrain(GrainShell shell, CourseShelf shelf, LeaderboardFeeder boards, CourseActivityNudges activity, IPersonVault vault)
    : StreamOwnerGrain<UserState>(shell, "user", UserJson.Default.UserState), IUserGrain, ILearningGrain, IGamificationGrain, IPersonalChatGrain
{
    private UserId user;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        user = new UserId(Guid.Parse(Name.Id));
        BeginChat();
    }

    /// <summary>A person's stream takes commands from that person only.</summary>
    protected override Refusal? Authorize(Caller caller) =>
        (caller.User == user && caller.Organization == Organization) || PlantedFault.Is(Fault.OwnershipCheckSkipped)
            ? null
            : CommandRefusals.Forbidden;

    protected override ValueTask<Audience?> AudienceOf(Caller viewer) =>
        new(Authorize(viewer) is null ? Audience.Self : null);

    protected override async ValueTask PrepareSnapshot()
    {
        foreach (var enrollment in Current().ToArray())
            await shelf.Latest(CourseKey(enrollment.CourseId));
        await PrepareChat();
    }

    protected override byte[] EncodeSnapshot(Audience audience)
    {
        var enrollments = new List<EnrollmentSnapshot>(State.Learning.Enrollments.Count);
        foreach (var enrollment in Current())
        {
            if (shelf.Known(CourseKey(enrollment.CourseId)) is { } course)
                enrollments.Add(enrollment.Snapshot(course.Content));
        }
        var snapshot = new UserSnapshot(new LearningSnapshot(enrollments), State.Game.View(Now), ChatSnapshot());
        return JsonSerializer.SerializeToUtf8Bytes(snapshot, UserJson.Default.UserSnapshot);
    }

    protected override void Committed(long firstSeq, IReadOnlyList<object> events, DateTimeOffset at)
    {
        ActivityCommitted(events);
        GameCommitted(events);
    }

    private string CourseKey(Academy.Catalog.CourseId course) => GrainKey.Of(Organization, course.Value);
}
