using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Presence;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Presence;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

// Typing, presence and reads: signals to the room, and reads to the owner of the person's stream.
internal sealed partial class ChatRoomGrain
{
    /// <summary>How often typing is checked for expiry; without typing, only nodes are.</summary>
    private static readonly TimeSpan TypingLook = TimeSpan.FromSeconds(1);

    private readonly TypingTracker typingTracker = new();
    private readonly PresenceTracker presenceTracker = new(stream.Host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    private readonly ReadReceipts receipts = new();
    private Throttle? typing;
    private Throttle? presence;
    private Throttle? reading;
    private IGrainTimer? looking;
    private bool looks;
    private Task? receiptsLoaded;
    private long readsTold;

    private int readings;

    /// <summary>Changes whenever the presence or the reads of a snapshot change.</summary>
    private int LiveVersion => readings + presenceTracker.Changes;

    private Throttle TypingNews =>
        typing ??= new(stream.Host, PresenceLimits.TypingInterval, TimeSpan.Zero, _ => TellTyping());

    private Throttle Presence =>
        presence ??= new(stream.Host, PresenceLimits.PresenceInterval, TimeSpan.Zero, _ => TellPresence());

    private Throttle Reading =>
        reading ??= new(stream.Host, PresenceLimits.ReadsInterval, TimeSpan.Zero, _ => TellReads());

    public async Task<Outcome<Done>> Typing(Caller caller, bool isTyping)
    {
        if (!IsMember(caller))
            return ChatRefusals.RoomNotFound;
        if (isTyping && State.Mutes.TryGetValue(caller.User, out var mute) && mute.IsOn(Now))
            return Done.Instance;
        await chat.Names.EnsureAsync([caller.User]);
        NoteTyping(caller.User, isTyping);
        return Done.Instance;
    }

    public Task<Outcome<Done>> MarkRead(Caller caller, long seq)
    {
        if (!IsMember(caller))
            return Task.FromResult<Outcome<Done>>(ChatRefusals.RoomNotFound);
        seq = Math.Min(seq, stream.Head.Seq);
        if (IsListed && receipts.Note(caller.User, seq))
        {
            readings++;
            Reading.Soon();
        }
        // Also when it is known here, since their own stream may not have it yet.
        if (seq > 0)
            _ = PersonalChatOf(caller.User).NoteRead(room, seq);
        return Task.FromResult<Outcome<Done>>(Done.Instance);
    }

    public Task<bool> NotePresence(NodePresence presence)
    {
        var isKnown = presenceTracker.Note(presence, Now);
        PresenceChanged();
        return Task.FromResult(isKnown);
    }

    public Task<Outcome<RoomPresence>> GetPresence(Caller caller)
    {
        var now = PresenceNow();
        return Task.FromResult<Outcome<RoomPresence>>(
            IsMember(caller) ? new RoomPresence(now.Version, now.Online, now.Users) : ChatRefusals.RoomNotFound
        );
    }

    /// <summary>Loads the reads for a snapshot.</summary>
    private Task PrepareLive() => IsListed ? receiptsLoaded ??= LoadReceipts() : Task.CompletedTask;

    private async Task LoadReceipts()
    {
        try
        {
            receipts.Begin(await chat.Reads.OfAsync(room));
            readings++;
        }
        catch
        {
            receiptsLoaded = null;
            throw;
        }
    }

    private long LastReadOf(UserId user) => receipts.Of(user);

    private SnapshotPresence PresenceNow() =>
        new(
            presenceTracker.Version,
            presenceTracker.Online,
            IsListed ? [.. presenceTracker.Users.Where(State.Members.ContainsKey)] : null
        );

    private bool IsMember(Caller caller) => IsHere(caller) && State.Members.ContainsKey(caller.User);

    private void NoteTyping(UserId user, bool isTyping)
    {
        if (typingTracker.Note(user, isTyping, Now))
            TypingNews.Soon();
        LookSoon();
    }

    private void PresenceChanged()
    {
        if (presenceTracker.HasNews)
            Presence.Soon();
        LookSoon();
    }

    private Task TellTyping()
    {
        var named = typingTracker.Tell(Now);
        stream.Signal(
            RoomSignals.Of(
                new TypingSignal([.. named.Select(u => new RoomPersonView(u, chat.Names.Of(u)))], typingTracker.Count),
                Now
            )
        );
        return Task.CompletedTask;
    }

    private Task TellPresence()
    {
        if (!presenceTracker.HasNews)
            return Task.CompletedTask; // Everybody who left has come back.
        var (joined, left) = presenceTracker.Tell();
        stream.Signal(
            RoomSignals.Of(
                new PresenceSignal(
                    presenceTracker.Version,
                    presenceTracker.Online,
                    IsListed ? joined : null,
                    IsListed ? left : null
                ),
                Now
            )
        );
        return Task.CompletedTask;
    }

    private Task TellReads()
    {
        var news = receipts.Tell();
        if (IsListed)
            stream.Signal(RoomSignals.Of(new ReadSignal(news), readsTold++, Now));
        return Task.CompletedTask;
    }

    private void LookSoon()
    {
        if (looks || (typingTracker.Count == 0 && presenceTracker.IsEmpty))
            return;
        looks = true;
        looking ??= stream.Host.StartTimer(
            _ => Look(),
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true }
        );
        looking.Change(typingTracker.Count > 0 ? TypingLook : NodePresenceLimits.Renewal, Timeout.InfiniteTimeSpan);
    }

    private Task Look()
    {
        looks = false;
        if (typingTracker.Expire(Now))
            TypingNews.Soon();
        presenceTracker.Expire(Now);
        PresenceChanged();
        return Task.CompletedTask;
    }
}
