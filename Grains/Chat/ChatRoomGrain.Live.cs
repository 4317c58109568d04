using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;
using Academy.Grains.Streams;
using Academy.Streams;
using Academy.Journal;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Chat;

// What is only true now (who types, who is here, who has read how far), and what people are told on their own streams.
internal sealed partial class ChatRoomGrain
{
    /// <summary>How often it looks whether somebody has stopped typing; else, whether a node has gone.</summary>
    private static readonly TimeSpan TypingLook = TimeSpan.FromSeconds(1);

    private readonly Typers typers = new();
    private readonly Attendance attendance = new(shell.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    private readonly Readers readers = new();
    private Throttle typing = null!;
    private Throttle presence = null!;
    private Throttle reading = null!;
    private IGrainTimer looking = null!;
    private bool looks;
    private Task? readersBegun;
    private long readsTold;

    private int readings;

    /// <summary>Changes whenever a snapshot's live part does.</summary>
    private int LiveVersion => readings + attendance.Changes;

    public async Task<Outcome<Done>> Typing(Caller caller, bool isTyping)
    {
        if (!IsMember(caller))
            return ChatRefusals.RoomNotFound;
        if (isTyping && State.Mutes.TryGetValue(caller.User, out var mute) && mute.IsOn(Now))
            return Done.Instance;
        await Shell.Names.EnsureAsync([caller.User]);
        NoteTyping(caller.User, isTyping);
        return Done.Instance;
    }

    public Task<Outcome<Done>> MarkRead(Caller caller, long seq)
    {
        if (!IsMember(caller))
            return Task.FromResult<Outcome<Done>>(ChatRefusals.RoomNotFound);
        seq = Math.Min(seq, Seq);
        if (IsListed && readers.Note(caller.User, seq))
        {
            readings++;
            reading.Soon();
        }
        // Also what is known here: his own stream may not have it yet.
        if (seq > 0)
            _ = GrainFactory.GetGrain<IPersonalChatGrain>(caller.Key).NoteRead(room, seq);
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
            IsMember(caller) ? new RoomPresence(now.Version, now.Online, now.Users) : ChatRefusals.RoomNotFound);
    }

    protected override IReadOnlyList<OutboxItem> OutboxOf(long firstSeq, IReadOnlyList<object> events) => RoomNotices.Of(
        Organization, new RoomInfo(room, Latest.Type, Latest.Title), firstSeq, events,
        moderators: () => [.. Latest.Members.Where(m => m.Value.Role >= RoomRole.Moderator).Select(m => m.Key)]);

    private void BeginLive()
    {
        typing = new(Host, LiveLimits.TypingInterval, TimeSpan.Zero, _ => TellTyping());
        presence = new(Host, LiveLimits.PresenceInterval, TimeSpan.Zero, _ => TellPresence());
        reading = new(Host, LiveLimits.ReadsInterval, TimeSpan.Zero, _ => TellReads());
        looking = this.RegisterGrainTimer(
            _ => Look(), new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
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

    private void LiveCommitted(IReadOnlyList<object> events)
    {
        foreach (var body in events)
        {
            switch (body)
            {
                case MessagePosted e:
                    NoteTyping(e.SenderId, isTyping: false);
                    _ = GrainFactory.GetGrain<IPersonalChatGrain>(GrainKey.Of(Organization, e.SenderId.Value)).NotePosted(room);
                    break;
                case MemberRemoved e:
                    NoteTyping(e.UserId, isTyping: false);
                    break;
            }
        }
    }

    private long LastReadOf(UserId user) => readers.Of(user);

    private SnapshotPresence PresenceNow() => new(
        attendance.Version, attendance.Online, IsListed ? [.. attendance.Users.Where(State.Members.ContainsKey)] : null);

    private bool IsMember(Caller caller) => IsHere(caller) && State.Members.ContainsKey(caller.User);

    private void NoteTyping(UserId user, bool isTyping)
    {
        if (typers.Note(user, isTyping, Now))
            typing.Soon();
        LookSoon();
    }

    private void AttendanceChanged()
    {
        if (attendance.HasNews)
            presence.Soon();
        LookSoon();
    }

    private Task TellTyping()
    {
        var named = typers.Tell(Now);
        Signal(RoomSignals.Of(new TypingSignal([.. named.Select(u => new RoomPersonView(u, Shell.Names.Of(u)))], typers.Count), Now));
        return Task.CompletedTask;
    }

    private Task TellPresence()
    {
        if (!attendance.HasNews)
            return Task.CompletedTask; // Whoever went is back already.
        var (joined, left) = attendance.Tell();
        Signal(RoomSignals.Of(
            new PresenceSignal(attendance.Version, attendance.Online, IsListed ? joined : null, IsListed ? left : null), Now));
        return Task.CompletedTask;
    }

    private Task TellReads()
    {
        var news = readers.Tell();
        if (IsListed)
            Signal(RoomSignals.Of(new ReadSignal(news), readsTold++, Now));
        return Task.CompletedTask;
    }

    private void LookSoon()
    {
        if (looks || (typers.Count == 0 && attendance.IsEmpty))
            return;
        looks = true;
        looking.Change(typers.Count > 0 ? TypingLook : LiveLimits.PresenceRenewal, Timeout.InfiniteTimeSpan);
    }

    private Task Look()
    {
        looks = false;
        if (typers.Expire(Now))
            typing.Soon();
        attendance.Expire(Now);
        AttendanceChanged();
        return Task.CompletedTask;
    }
}
