using System.Text.Json;
using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Streams;
using Orleans.Concurrency;

namespace Academy.Grains.Chat.Rooms;

/// <summary>
/// The owner of a room's stream. Its parts are <c>.Messages</c>, <c>.Members</c>, <c>.Moderation</c>, and <c>.Live</c>
/// for typing, presence and reads.
/// </summary>
[Reentrant]
internal sealed partial class ChatRoomGrain(
    [JournaledStream("room")] IJournaledStream<ChatRoom> stream,
    ChatServices chat
) : Grain, IChatRoomGrain, IStreamView
{
    private readonly RoomId room = new(stream.Identity.Id);
    private readonly LatestMessages latest = new(new(stream.Identity.Id), max =>
        chat.Rows.LatestAsync(new(stream.Identity.Id), max)
    );
    private (byte[] Bytes, long Seq, int Latest, int Live, int Renamed)? encoded;

    private ChatRoom State => stream.State;

    private DateTimeOffset Now => stream.Host.Clock.GetUtcMilliseconds();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stream.Show(this);
        stream.OnApplied(Applied);
        stream.OnNudge<ClearDraft>(nudge =>
            _ = chat
                .Grains.GetGrain<IDraftsGrain>(GrainKey.Of(stream.Organization, nudge.User.Value))
                .NotePosted(room, nudge.At)
        );
        return Task.CompletedTask;
    }

    public Task<Outcome<RoomDetails>> Get(Caller caller) =>
        Task.FromResult<Outcome<RoomDetails>>(
            IsHere(caller) && (State.Members.ContainsKey(caller.User) || State.IsModerator(caller))
                ? DetailsOf(State, caller)
                : ChatRefusals.RoomNotFound
        );

    public Task<Outcome<RoomAccess>> MayRead(Caller caller) =>
        Task.FromResult<Outcome<RoomAccess>>(
            IsHere(caller) && State.Members.ContainsKey(caller.User) ? AccessOf(caller) : ChatRefusals.RoomNotFound
        );

    public Task<Outcome<RoomAccess>> MayModerate(Caller caller) =>
        Task.FromResult<Outcome<RoomAccess>>(
            IsHere(caller) && State.IsModerator(caller) ? AccessOf(caller)
            : IsHere(caller) && State.Members.ContainsKey(caller.User) ? ChatRefusals.ModeratorsOnly
            : ChatRefusals.RoomNotFound
        );

    public async ValueTask PrepareSnapshot()
    {
        await latest.LoadAsync();
        await PrepareLive();
        await chat.Names.EnsureAsync(
            latest
                .Newest(ChatLimits.SnapshotMessages)
                .SelectMany(m => m.People)
                .Concat(IsListed ? State.Members.Keys : [])
        );
    }

    /// <summary>Encoded once for all who join at the same time.</summary>
    public byte[] EncodeSnapshot(Audience audience)
    {
        var current = (stream.Head.Seq, latest.Version, LiveVersion, chat.Names.Renamed);
        if (encoded is not { } known || (known.Seq, known.Latest, known.Live, known.Renamed) != current)
        {
            encoded = known = (
                JsonSerializer.SerializeToUtf8Bytes(SnapshotOf(), ChatJson.Default.RoomSnapshot),
                current.Seq,
                latest.Version,
                LiveVersion,
                chat.Names.Renamed
            );
        }
        return known.Bytes;
    }

    /// <summary>Applies events to the state of the activation outside the core.</summary>
    private void Applied(AppliedEvent applied)
    {
        latest.Apply(applied);
        switch (applied.Body)
        {
            case RoomCreated or MembersAdded:
                mentionIndex = null;
                break;
            case MemberRemoved e:
                mentionIndex = null;
                NoteTyping(e.UserId, isTyping: false);
                break;
            case MessagePosted e:
                NoteTyping(e.SenderId, isTyping: false);
                break;
        }
    }

    private IPersonalChatGrain PersonalChatOf(UserId user) =>
        chat.Grains.GetGrain<IPersonalChatGrain>(GrainKey.Of(stream.Organization, user.Value));

    private bool IsListed => State.Members.Count <= ChatLimits.ListedMembersMax;

    private bool IsHere(Caller caller) => caller.Organization == stream.Organization && State.Type is not null;

    private RoomSnapshot SnapshotOf() =>
        new(
            new RoomHeading(
                room,
                State.Type!.Value,
                State.Title,
                State.CourseId,
                State.CreatedAt,
                State.Members.Count,
                State.SlowModeSeconds,
                [.. State.Pins.Select(pin => MessageId.Of(room, pin))]
            ),
            IsListed
                ?
                [
                    .. State.Members.Select(m => new SnapshotMember(
                        m.Key,
                        chat.Names.Of(m.Key),
                        m.Value.Role,
                        LastReadOf(m.Key),
                        MutedUntil(State, m.Key),
                        chat.Names.PictureOf(m.Key)
                    )),
                ]
                : null,
            [.. latest.Newest(ChatLimits.SnapshotMessages).Select(m => m.View(chat.Names))],
            PresenceNow()
        );

    private RoomDetails DetailsOf(ChatRoom state, Caller caller) =>
        new(
            state.View,
            state.CreatedAt,
            state.Members.GetValueOrDefault(caller.User)?.Role,
            state.SlowModeSeconds,
            state.IsModerator(caller) ? [.. state.BlockedWords] : null,
            [.. state.Pins.Select(pin => MessageId.Of(room, pin))],
            stream.Head.Seq,
            MutedUntil(state, caller.User)
        );

    private DateTimeOffset? MutedUntil(ChatRoom state, UserId user) =>
        state.Mutes.TryGetValue(user, out var mute) && mute.IsOn(Now) ? mute.Until ?? DateTimeOffset.MaxValue : null;

    private RoomAccess AccessOf(Caller caller) =>
        new(
            State.Members.GetValueOrDefault(caller.User)?.Role,
            stream.Head.Seq,
            State.Type!.Value,
            State.IsModerator(caller)
        );
}
