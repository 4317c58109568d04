using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Chat.Messages;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Chat.Personal;

/// <summary>A person's drafts, as they are stored.</summary>
[GenerateSerializer, Immutable, Alias("chat.stored-drafts")]
internal sealed record StoredDrafts
{
    [Id(0)]
    public IReadOnlyDictionary<RoomId, StoredDraft> Drafts { get; init; } = new Dictionary<RoomId, StoredDraft>();

    /// <summary>The latest commands that changed them, newest last.</summary>
    [Id(1)]
    public IReadOnlyList<CommandKey> Commands { get; init; } = [];

    /// <param name="changes">Null removes a room's draft.</param>
    /// <param name="commands">The commands of these changes.</param>
    public StoredDrafts With(IReadOnlyDictionary<RoomId, StoredDraft?> changes, IReadOnlyList<CommandKey> commands)
    {
        var drafts = new Dictionary<RoomId, StoredDraft>(Drafts);
        foreach (var (room, draft) in changes)
        {
            if (draft is null)
                drafts.Remove(room);
            else
                drafts[room] = draft;
        }
        while (drafts.Count > DraftLimits.DraftsMax)
            drafts.Remove(drafts.MinBy(draft => draft.Value.At).Key);
        return new() { Drafts = drafts, Commands = [.. Commands.Concat(commands).TakeLast(DraftLimits.CommandsMax)] };
    }

    /// <summary>Rooms whose draft differs in <paramref name="other"/>.</summary>
    public IReadOnlyList<RoomId> Changed(StoredDrafts other) =>
        [
            .. Drafts
                .Keys.Union(other.Drafts.Keys)
                .Where(room => Drafts.GetValueOrDefault(room) != other.Drafts.GetValueOrDefault(room)),
        ];

    public DraftsView View() =>
        new(
            Drafts
                .Where(draft => draft.Value.Body is not null)
                .ToDictionary(
                    draft => draft.Key,
                    draft => new DraftView(draft.Value.Body!, draft.Value.ReplyTo, draft.Value.At)
                )
        );
}

/// <param name="Text">Sealed for the person.</param>
[GenerateSerializer, Immutable, Alias("chat.stored-draft")]
internal sealed record StoredDraft(
    [property: Id(0)] string Text,
    [property: Id(1)] MessageId? ReplyTo,
    [property: Id(2)] DateTimeOffset At
)
{
    /// <summary>
    /// The unsealed text. It moves with the grain to another silo, but is not stored. Null if the person was erased.
    /// </summary>
    [Id(3), JsonIgnore]
    public string? Body { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(StoredDrafts))]
internal sealed partial class StoredDraftsJson : JsonSerializerContext;
