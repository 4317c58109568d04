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

/// <summary>The shell around <see cref="PersonalChat"/>.</summary>
internal sealed class PersonalChatSlice : IStreamView
{
    /// <summary>
    /// Reads are written at most about once a second, however fast the person goes through their rooms.
    /// </summary>
    private static readonly TimeSpan ReadsInterval = TimeSpan.FromSeconds(1);

    /// <summary>Reads within this time are one event.</summary>
    private static readonly TimeSpan ReadsDelay = TimeSpan.FromMilliseconds(100);

    private readonly IJournaledStream<PersonalChat> stream;
    private readonly IGrainFactory grains;
    private readonly IDraftIndex draftIndex;
    private readonly Names names;
    private readonly UserId user;
    private readonly Dictionary<RoomId, long> unsavedReads = [];
    private readonly Throttle savingReads;

    /// <summary>
    /// The stored drafts; null until they are loaded. <see cref="IDraftsGrain"/> reports every write before it answers.
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

    /// <summary>The person as the caller, for what others cause on their stream.</summary>
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
        // If they have joined again since, their draft stays.
        if (notice.Kind == NoticeKind.Left && stream.State.IsLatest(notice))
            await DraftsOwner.NoteLeft(notice.RoomId);
        return outcome;
    }

    /// <summary>The activation ends: writes the reads that are not written yet.</summary>
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
            // A report that came meanwhile is later.
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
            // Tried again later. A client also sends how far it has read whenever it connects.
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
