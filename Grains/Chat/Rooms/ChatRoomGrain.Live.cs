using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Presence;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Presence;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

// What is only true now (who types, who is here, who has read how far), and what people are told on their own streams.
internal sealed partial class ChatRoomGrain
{
    /// <summary>How often it looks whether somebody has stopped typing; else, whether a node has gone.</summary>
    private static readonly TimeSpan TypingLook = TimeSpan.FromSeconds(1);

    private readonly Typers typers = new();
    private readonly Attendance attendance = new(stream.Host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    private readonly Readers readers = new();
    private Throttle? typing;
    private Throttle? presence;
    private Throttle? reading;
    private IGrainTimer? looking;
    private bool looks;
    private Task? readersBegun;
    private long readsTold;

    private int readings;

    /// <summary>Changes whenever a snapshot's live part does.</summary>
    private int LiveVersion => readings + attendance.Changes;

    private Throttle TypingNews =>
        typing ??= new(stream.Host, LiveLimits.TypingInterval, TimeSpan.Zero, _ => TellTyping());

    private Throttle Presence =>
        presence ??= new(stream.Host, LiveLimits.PresenceInterval, TimeSpan.Zero, _ => TellPresence());

    private Throttle Reading => reading ??= new(stream.Host, LiveLimits.ReadsInterval, TimeSpan.Zero, _ => TellReads());

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
        if (IsListed && readers.Note(caller.User, seq))
        {
            readings++;
            Reading.Soon();
        }
        // Also what is known here: their own stream may not have it yet.
        if (seq > 0)
            _ = PersonalChatOf(caller.User).NoteRead(room, seq);
        return Task.FromResult<Outcome<Done>>(Done.Instance);
    }

    public Task<bool> NotePresence(NodePresence presence)
    {
        var isKnown = attendance.Note(presence, Now);
        AttendanceChanged();
        return Task.FromResult(isKnown);
    }

    public Task<Outcome<RoomPresence>> GetPresence(Caller caller)
    {
        var now = PresenceNow();
        return Task.FromResult<Outcome<RoomPresence>>(
            IsMember(caller) ? new RoomPresence(now.Version, now.Online, now.Users) : ChatRefusals.RoomNotFound
        );
    }

    /// <summary>Fetches what the live part of a snapshot needs.</summary>
    private Task PrepareLive() => IsListed ? readersBegun ??= BeginReaders() : Task.CompletedTask;

    private async Task BeginReaders()
    {
        try
        {
            readers.Begin(await chat.Reads.OfAsync(room));
            readings++;
        }
        catch
        {
            readersBegun = null;
            throw;
        }
    }

    private long LastReadOf(UserId user) => readers.Of(user);

    private SnapshotPresence PresenceNow() =>
        new(
            attendance.Version,
            attendance.Online,
            IsListed ? [.. attendance.Users.Where(State.Members.ContainsKey)] : null
        );

    private bool IsMember(Caller caller) => IsHere(caller) && State.Members.ContainsKey(caller.User);

    private void NoteTyping(UserId user, bool isTyping)
    {
        if (typers.Note(user, isTyping, Now))
            TypingNews.Soon();
        LookSoon();
    }

    private void AttendanceChanged()
    {
        if (attendance.HasNews)
            Presence.Soon();
        LookSoon();
    }

    private Task TellTyping()
    {
        var named = typers.Tell(Now);
        stream.Signal(
            RoomSignals.Of(
                new TypingSignal([.. named.Select(u => new RoomPersonView(u, chat.Names.Of(u)))], typers.Count),
                Now
            )
        );
        return Task.CompletedTask;
    }

    private Task TellPresence()
    {
        if (!attendance.HasNews)
            return Task.CompletedTask; // Whoever went is back already.
        var (joined, left) = attendance.Tell();
        stream.Signal(
            RoomSignals.Of(
                new PresenceSignal(
                    attendance.Version,
                    attendance.Online,
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
        var news = readers.Tell();
        if (IsListed)
            stream.Signal(RoomSignals.Of(new ReadSignal(news), readsTold++, Now));
        return Task.CompletedTask;
    }

    private void LookSoon()
    {
        if (looks || (typers.Count == 0 && attendance.IsEmpty))
            return;
        looks = true;
        looking ??= stream.Host.StartTimer(
            _ => Look(),
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true }
        );
        looking.Change(typers.Count > 0 ? TypingLook : AttendanceLimits.Renewal, Timeout.InfiniteTimeSpan);
    }

    private Task Look()
    {
        looks = false;
        if (typers.Expire(Now))
            TypingNews.Soon();
        attendance.Expire(Now);
        AttendanceChanged();
        return Task.CompletedTask;
    }
}
