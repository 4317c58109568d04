using System.Text.Json;
using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Grains.Streams;
using Academy.Streams;
using Academy.Journal;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Grains.Chat;

/// <summary>
/// The owner of a room's stream. By parts: <c>.Messages</c>, <c>.Members</c>, <c>.Moderation</c>, and <c>.Live</c> for what is
/// only true now.
/// </summary>
[Reentrant]
internal sealed partial class ChatRoomGrain(GrainShell shell, ChatServices chat)
    : StreamOwnerGrain<ChatRoom>(shell, "room", ChatJson.Default.ChatRoom), IChatRoomGrain
{
    private RoomId room;
    private LatestMessages latest = null!;
    private (byte[] Bytes, long Seq, int Latest, int Live, int Renamed)? encoded;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        room = new RoomId(Guid.Parse(Name.Id));
        latest = new LatestMessages(room, max => chat.Rows.LatestAsync(room, max));
        BeginLive();
    }

    public Task<Outcome<RoomDetails>> Get(Caller caller) => Task.FromResult<Outcome<RoomDetails>>(
        IsHere(caller) && (State.Members.ContainsKey(caller.User) || State.IsModerator(caller))
            ? DetailsOf(State, caller)
            : ChatRefusals.RoomNotFound);

    public Task<Outcome<RoomAccess>> MayRead(Caller caller) => Task.FromResult<Outcome<RoomAccess>>(
        IsHere(caller) && State.Members.ContainsKey(caller.User) ? AccessOf(caller) : ChatRefusals.RoomNotFound);

    public Task<Outcome<RoomAccess>> MayModerate(Caller caller) => Task.FromResult<Outcome<RoomAccess>>(
        IsHere(caller) && State.IsModerator(caller) ? AccessOf(caller)
        : IsHere(caller) && State.Members.ContainsKey(caller.User) ? ChatRefusals.ModeratorsOnly
        : ChatRefusals.RoomNotFound);

    /// <summary>Nobody of another organization can even name the room; this is for those who try.</summary>
    protected override Refusal? Authorize(Caller caller) =>
        caller.Organization == Organization ? null : ChatRefusals.RoomNotFound;

    protected override ValueTask<Audience?> AudienceOf(Caller viewer) =>
        new(IsHere(viewer) && State.Members.ContainsKey(viewer.User) ? Audience.Participant : null);

    /// <summary>A node that missed the end of somebody's membership hears of it so.</summary>
    protected override IReadOnlyList<FeedItem> FeedOf(IReadOnlyList<object> events)
    {
        List<FeedItem>? feed = null;
        foreach (var body in events)
        {
            if (body is MemberRemoved e)
                (feed ??= []).Add(RevocationFeed.Of(new Revocation(Organization, e.UserId, null, null, Name.ToString(), Now)));
        }
        return feed ?? [];
    }

    protected override void Committed(long firstSeq, IReadOnlyList<object> events, DateTimeOffset at)
    {
        for (var i = 0; i < events.Count; i++)
            latest.Apply(events[i], firstSeq + i, at);
        MembersCommitted(events);
        LiveCommitted(events);
    }

    protected override async ValueTask PrepareSnapshot()
    {
        await latest.LoadAsync();
        await PrepareLive();
        await Shell.Names.EnsureAsync(
            latest.Newest(ChatLimits.SnapshotMessages).SelectMany(m => m.People).Concat(IsListed ? State.Members.Keys : []));
    }

    /// <summary>Made once for the crowd that comes back at the same time.</summary>
    protected override byte[] EncodeSnapshot(Audience audience)
    {
        if (encoded is not { } known
            || (known.Seq, known.Latest, known.Live, known.Renamed) != (Seq, latest.Version, LiveVersion, Shell.Names.Renamed))
        {
            encoded = known = (
                JsonSerializer.SerializeToUtf8Bytes(SnapshotOf(), ChatJson.Default.RoomSnapshot),
                Seq, latest.Version, LiveVersion, Shell.Names.Renamed);
        }
        return known.Bytes;
    }

    private bool IsListed => State.Members.Count <= ChatLimits.ListedMembersMax;

    private bool IsHere(Caller caller) => caller.Organization == Organization && State.Type is not null;

    private RoomSnapshot SnapshotOf() => new(
        new RoomHeading(
            room, State.Type!.Value, State.Title, State.CourseId, State.CreatedAt, State.Members.Count, State.SlowModeSeconds,
            [.. State.Pins.Select(pin => MessageId.Of(room, pin))]),
        IsListed
            ? [.. State.Members.Select(m => new SnapshotMember(m.Key, Shell.Names.Of(m.Key), m.Value.Role, LastReadOf(m.Key), MutedUntil(State, m.Key)))]
            : null,
        [.. latest.Newest(ChatLimits.SnapshotMessages).Select(m => m.View(Shell.Names))],
        PresenceNow());

    private RoomDetails DetailsOf(ChatRoom state, Caller caller) => new(
        state.View, state.CreatedAt, state.Members.GetValueOrDefault(caller.User)?.Role, state.SlowModeSeconds,
        state.IsModerator(caller) ? [.. state.BlockedWords] : null, [.. state.Pins.Select(pin => MessageId.Of(room, pin))], Seq,
        MutedUntil(state, caller.User));

    private DateTimeOffset? MutedUntil(ChatRoom state, UserId user) =>
        state.Mutes.TryGetValue(user, out var mute) && mute.IsOn(Now) ? mute.Until ?? DateTimeOffset.MaxValue : null;

    private RoomAccess AccessOf(Caller caller) =>
        new(State.Members.GetValueOrDefault(caller.User)?.Role, Seq, State.Type!.Value, State.IsModerator(caller));
}
