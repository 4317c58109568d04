using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;
using Academy.Grains.Chat;
using Academy.Grains.Streams;
using Academy.Streams;
using Academy.Journal;
using Orleans;

namespace Academy.Grains.Users;

internal sealed partial class UserGrain
{
    /// <summary>At most about one event a second says how far he has read, however fast he goes through his rooms.</summary>
    private static readonly TimeSpan ReadsInterval = TimeSpan.FromSeconds(1);

    /// <summary>Reads that come together are one event.</summary>
    private static readonly TimeSpan ReadsDelay = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<RoomId, long> unsavedReads = [];
    private Throttle savingReads = null!;

    /// <summary>The person himself, for what others cause on his stream.</summary>
    private Caller Self => new(Organization, user, Role.Student);

    public async Task<Outcome<Done>> SaveDraft(Caller caller, CommandKey? key, RoomId room, Draft? draft)
    {
        if (Authorize(caller) is { } forbidden)
            return forbidden;
        string? text = null;
        if (draft is not null)
        {
            if (draft.Body.Length > ChatLimits.BodyMax)
                return ChatRefusals.BodyLength;
            if (MessageText.Check(draft.Body, mayBeEmpty: true, out _) is { } refusal)
                return refusal;
            text = await vault.SealAsync(user.Value, draft.Body, default);
        }
        return await Execute(caller, key, UserJson.Default.Done, (state, _) => state.Chat.SaveDraft(room, draft, text));
    }

    public Task NotePosted(RoomId room) => Latest.Chat.Drafts.ContainsKey(room)
        ? Execute(Self, key: null, UserJson.Default.Done, (state, _) => state.Chat.SaveDraft(room, draft: null, text: null))
        : Task.CompletedTask;

    public Task NoteRead(RoomId room, long seq)
    {
        if (seq > Math.Max(State.Chat.ReadOf(room), unsavedReads.GetValueOrDefault(room)))
        {
            unsavedReads[room] = seq;
            savingReads.Soon();
        }
        return Task.CompletedTask;
    }

    public async Task<Outcome<Done>> Take(CommandKey key, PersonalNotice notice)
    {
        if (notice is { Kind: NoticeKind.Mentioned, By: { } sender })
            await Shell.Names.EnsureAsync([sender]);
        return await Execute(Self, key, UserJson.Default.Done, (state, _) => state.Chat.Take(notice));
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (unsavedReads.Count > 0)
            await SaveReads();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>Opens what the wire forms and the snapshot need.</summary>
    protected override async ValueTask PrepareEvents(IEnumerable<object> events)
    {
        List<UserId>? senders = null;
        foreach (var body in events)
        {
            if (body is Mentioned mention)
                (senders ??= []).Add(mention.SenderId);
            else if (body is DraftSaved { Text: { } text, Body: null } draft)
                draft.Body = await vault.OpenAsync(text, default);
        }
        if (senders is not null)
            await Shell.Names.EnsureAsync(senders);
    }

    private void BeginChat() => savingReads = new(Host, ReadsInterval, ReadsDelay, _ => SaveReads());

    private async ValueTask PrepareChat()
    {
        foreach (var draft in State.Chat.Drafts.Values.ToArray())
            draft.Body ??= await vault.OpenAsync(draft.Text, default);
        await Shell.Names.EnsureAsync(State.Chat.Mentions.Select(mention => mention.SenderId));
    }

    private PersonalChatSnapshot ChatSnapshot()
    {
        var chat = State.Chat;
        var reads = chat.Rooms.Where(room => room.Value.Read > 0).ToDictionary(room => room.Key, room => room.Value.Read);
        foreach (var (room, seq) in unsavedReads)
            reads[room] = Math.Max(seq, reads.GetValueOrDefault(room));
        return new PersonalChatSnapshot(
            reads,
            chat.Drafts.Where(draft => draft.Value.Body is not null)
                .ToDictionary(draft => draft.Key, draft => new DraftView(draft.Value.Body!, draft.Value.ReplyTo, draft.Value.At)),
            [.. chat.Mentions.Select(m => new MentionView(m.RoomId, m.Id, m.Seq, m.SenderId, Shell.Names.Of(m.SenderId), m.At))]);
    }

    private async Task SaveReads()
    {
        RoomRead[] reads = [.. unsavedReads.Select(read => new RoomRead(read.Key, read.Value))];
        var saved = false;
        try
        {
            saved = (await Commit(Self.Actor, Now, [new ReadsAdvanced(reads)])).Verdict == AppendVerdict.Committed;
        }
        catch (Exception e) when (e is JournalUnavailableException or JournalOverloadedException)
        {
            // Later; and a client says how far it has read whenever it connects.
        }
        foreach (var (room, seq) in reads)
        {
            if (saved && unsavedReads.GetValueOrDefault(room) == seq)
                unsavedReads.Remove(room);
        }
        if (unsavedReads.Count > 0)
            savingReads.Soon();
    }
}
