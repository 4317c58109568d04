using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Journal;
using Academy.Journal.Vault;
using Academy.Streams;

namespace Academy.Grains.Chat;

/// <summary>A person's own side of chat.</summary>
internal sealed class PersonalChatSlice : IStreamView
{
    /// <summary>At most about one event a second says how far they have read, however fast they go through their rooms.</summary>
    private static readonly TimeSpan ReadsInterval = TimeSpan.FromSeconds(1);

    /// <summary>Reads that come together are one event.</summary>
    private static readonly TimeSpan ReadsDelay = TimeSpan.FromMilliseconds(100);

    private readonly IJournaledStream<PersonalChat> stream;
    private readonly IPersonVault vault;
    private readonly Names names;
    private readonly UserId user;
    private readonly Dictionary<RoomId, long> unsavedReads = [];
    private readonly Throttle savingReads;

    public PersonalChatSlice(IJournaledStream<PersonalChat> stream, IPersonVault vault, Names names)
    {
        (this.stream, this.vault, this.names, user) = (stream, vault, names, new UserId(stream.Identity.Id));
        savingReads = new(stream.Host, ReadsInterval, ReadsDelay, _ => SaveReads());
        stream.Show(this);
    }

    /// <summary>The person themselves, for what others cause on their stream.</summary>
    private Caller Self => new(stream.Organization, user, Role.Student);

    public async Task<Outcome<Done>> SaveDraft(Caller caller, CommandKey? key, RoomId room, Draft? draft)
    {
        if (draft is not null && MessageText.CheckDraft(draft.Body) is { } refusal)
            return refusal;
        return await stream.Execute(
            caller, key,
            async (_, cancellation) => draft is null ? null : await vault.SealAsync(user.Value, draft.Body, cancellation),
            (chat, text, _) => chat.SaveDraft(room, draft, text));
    }

    public Task NotePosted(RoomId room) => stream.Latest.Drafts.ContainsKey(room)
        ? stream.Execute(Self, key: null, (chat, _) => chat.SaveDraft(room, draft: null, text: null))
        : Task.CompletedTask;

    public void NoteRead(RoomId room, long seq)
    {
        if (seq <= Math.Max(stream.State.ReadOf(room), unsavedReads.GetValueOrDefault(room)))
            return;
        unsavedReads[room] = seq;
        savingReads.Soon();
    }

    public async Task<Outcome<Done>> Take(CommandKey key, PersonalNotice notice)
    {
        if (notice is { Kind: NoticeKind.Mentioned, By: { } sender })
            await names.EnsureAsync([sender]);
        return await stream.Execute(Self, key, (chat, _) => chat.Take(notice));
    }

    /// <summary>The activation ends: what was not saved is saved now.</summary>
    public Task Stop() => unsavedReads.Count > 0 ? SaveReads() : Task.CompletedTask;

    public async ValueTask PrepareSnapshot()
    {
        foreach (var draft in stream.State.Drafts.Values.ToArray())
            draft.Body ??= await vault.OpenAsync(draft.Text, default);
        await names.EnsureAsync(stream.State.Mentions.Select(mention => mention.SenderId));
    }

    public byte[] EncodeSnapshot(Audience audience)
    {
        var chat = stream.State;
        var reads = chat.Rooms.Where(room => room.Value.Read > 0).ToDictionary(room => room.Key, room => room.Value.Read);
        foreach (var (room, seq) in unsavedReads)
            reads[room] = Math.Max(seq, reads.GetValueOrDefault(room));
        var snapshot = new PersonalChatSnapshot(
            reads,
            chat.Drafts.Where(draft => draft.Value.Body is not null)
                .ToDictionary(draft => draft.Key, draft => new DraftView(draft.Value.Body!, draft.Value.ReplyTo, draft.Value.At)),
            [.. chat.Mentions.Select(m => new MentionView(m.RoomId, m.Id, m.Seq, m.SenderId, names.Of(m.SenderId), m.At))]);
        return JsonSerializer.SerializeToUtf8Bytes(snapshot, PersonalChatJson.Default.PersonalChatSnapshot);
    }

    public async ValueTask<OpenedTexts> PrepareEvents(IReadOnlyList<object> events)
    {
        List<UserId>? senders = null;
        object?[]? opened = null;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is Mentioned mention)
                (senders ??= []).Add(mention.SenderId);
            else if (events[i] is DraftSaved { Text: { } text })
                (opened ??= new object?[events.Count])[i] = await vault.OpenAsync(text, default);
        }
        if (senders is not null)
            await names.EnsureAsync(senders);
        return opened is null ? default : new(opened);
    }

    private async Task SaveReads()
    {
        RoomRead[] reads = [.. unsavedReads.Select(read => new RoomRead(read.Key, read.Value))];
        try
        {
            await stream.Execute(Self, key: null, (chat, _) => chat.AdvanceReads(reads));
        }
        catch (Exception e) when (e is JournalUnavailableException or JournalOverloadedException or StreamMovedException)
        {
            // Later; and a client says how far it has read whenever it connects.
            savingReads.Soon();
            return;
        }
        foreach (var (room, seq) in reads)
        {
            if (unsavedReads.GetValueOrDefault(room) == seq)
                unsavedReads.Remove(room);
        }
        if (unsavedReads.Count > 0)
            savingReads.Soon();
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(PersonalChatSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<RoomRead>))]
internal sealed partial class PersonalChatJson : JsonSerializerContext;
