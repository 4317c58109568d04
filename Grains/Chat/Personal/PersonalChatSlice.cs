using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Journal;
using Academy.Streams;

namespace Academy.Grains.Chat.Personal;

/// <summary>A person's own side of chat.</summary>
internal sealed class PersonalChatSlice : IStreamView
{
    /// <summary>
    /// At most about one event a second says how far they have read, however fast they go through their rooms.
    /// </summary>
    private static readonly TimeSpan ReadsInterval = TimeSpan.FromSeconds(1);

    /// <summary>Reads that come together are one event.</summary>
    private static readonly TimeSpan ReadsDelay = TimeSpan.FromMilliseconds(100);

    private readonly IJournaledStream<PersonalChat> stream;
    private readonly IGrainFactory grains;
    private readonly IDraftIndex draftIndex;
    private readonly Names names;
    private readonly UserId user;
    private readonly Dictionary<RoomId, long> unsavedReads = [];
    private readonly Throttle savingReads;

    /// <summary>
    /// What is stored of their drafts. Their owner tells of every write before it answers; null until it was asked.
    /// </summary>
    private DraftsView? drafts;

    public PersonalChatSlice(
        IJournaledStream<PersonalChat> stream,
        IGrainFactory grains,
        IDraftIndex draftIndex,
        Names names
    )
    {
        (this.stream, this.grains, this.draftIndex, this.names, user) = (
            stream,
            grains,
            draftIndex,
            names,
            new UserId(stream.Identity.Id)
        );
        savingReads = new(stream.Host, ReadsInterval, ReadsDelay, _ => SaveReads());
        stream.Show(this);
    }

    private IDraftsGrain DraftsOwner => grains.GetGrain<IDraftsGrain>(stream.Identity.Key);

    /// <summary>The person themselves, for what others cause on their stream.</summary>
    private Caller Self => new(stream.Organization, user, Role.Student);

    public void KnowDrafts(DraftsView now, IReadOnlyList<RoomId> changed)
    {
        drafts = now;
        foreach (var room in changed)
            stream.Signal(DraftSignals.Of(room, now.Drafts.GetValueOrDefault(room), Now));
    }

    public async Task SignalDrafts() => stream.Signal(DraftSignals.Of(await Drafts(), Now));

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
        var outcome = await stream.Execute(Self, key, (chat, _) => chat.Take(notice));
        // If they have come back since, what they write there is theirs to keep.
        if (notice.Kind == NoticeKind.Left && stream.State.IsLatest(notice))
            await DraftsOwner.NoteLeft(notice.RoomId);
        return outcome;
    }

    /// <summary>The activation ends: what was not saved is saved now.</summary>
    public Task Stop() => unsavedReads.Count > 0 ? SaveReads() : Task.CompletedTask;

    public async ValueTask PrepareSnapshot()
    {
        await Drafts();
        await names.EnsureAsync(stream.State.Mentions.Select(mention => mention.SenderId));
    }

    public byte[] EncodeSnapshot(Audience audience)
    {
        var chat = stream.State;
        var reads = chat
            .Rooms.Where(room => room.Value.Read > 0)
            .ToDictionary(room => room.Key, room => room.Value.Read);
        foreach (var (room, seq) in unsavedReads)
            reads[room] = Math.Max(seq, reads.GetValueOrDefault(room));
        var snapshot = new PersonalChatSnapshot(
            reads,
            drafts!.Drafts,
            [
                .. chat.Mentions.Select(m => new MentionView(
                    m.RoomId,
                    m.Id,
                    m.Seq,
                    m.SenderId,
                    names.Of(m.SenderId),
                    m.At
                )),
            ]
        );
        return JsonSerializer.SerializeToUtf8Bytes(snapshot, PersonalChatJson.Default.PersonalChatSnapshot);
    }

    public async ValueTask<OpenedTexts> PrepareEvents(IReadOnlyList<object> events)
    {
        await names.EnsureAsync(events.OfType<Mentioned>().Select(mention => mention.SenderId));
        return default;
    }

    private DateTimeOffset Now => stream.Host.Clock.GetUtcMilliseconds();

    private async ValueTask<DraftsView> Drafts()
    {
        if (drafts is null)
        {
            var read = await draftIndex.HasDrafts(user) ? await DraftsOwner.Get() : DraftsView.None;
            // What was told meanwhile is later.
            drafts ??= read;
        }
        return drafts;
    }

    private async Task SaveReads()
    {
        RoomRead[] reads = [.. unsavedReads.Select(read => new RoomRead(read.Key, read.Value))];
        try
        {
            await stream.Execute(Self, key: null, (chat, _) => chat.AdvanceReads(reads));
        }
        catch (Exception e)
            when (e is JournalUnavailableException or JournalOverloadedException or StreamMovedException)
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
