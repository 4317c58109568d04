using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Chat.Messages;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Streams;

namespace Academy.Grains.Chat.Personal;

// Signals of drafts to a person's devices. Every change of a room is signalled, so the latest signal in a client's
// queue is the latest draft, also behind a signal of all drafts.

/// <param name="Body">Null: cleared.</param>
internal sealed record DraftSavedSignal(
    RoomId RoomId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Body,
    MessageId? ReplyTo
);

internal static class DraftSignals
{
    private static readonly SignalType<DraftSavedSignal> Saved = new(
        "chat.draft-saved",
        DraftSignalsJson.Default.DraftSavedSignal
    );
    private static readonly SignalType<DraftsView> All = new("chat.drafts", DraftSignalsJson.Default.DraftsView);

    public static readonly IReadOnlyList<WireForm> Forms = [Saved.Form, All.Form];

    public static StreamSignal Of(RoomId room, DraftView? draft, DateTimeOffset now) =>
        Saved.Of(new(room, draft?.Body, draft?.ReplyTo), $"draft-{room}", draft?.At ?? now);

    /// <summary>All drafts: a room that is not among them has none.</summary>
    public static StreamSignal Of(DraftsView drafts, DateTimeOffset now) => All.Of(drafts, "drafts", now);
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DraftSavedSignal))]
[JsonSerializable(typeof(DraftsView))]
internal sealed partial class DraftSignalsJson : JsonSerializerContext;
