using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Chat;
using Academy.Streams;

namespace Academy.Grains.Chat;

// What a person's devices are told of their drafts. Every change of a room is told, so that the latest that waits for a client is the
// latest there is, also after all of them.

/// <param name="Body">Null: cleared.</param>
internal sealed record DraftSavedSignal(
    RoomId RoomId, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Body, MessageId? ReplyTo);

internal static class DraftSignals
{
    public static StreamSignal Of(RoomId room, DraftView? draft, DateTimeOffset now) => new(
        "chat.draft-saved", draft?.At ?? now,
        JsonSerializer.SerializeToUtf8Bytes(new(room, draft?.Body, draft?.ReplyTo), DraftSignalsJson.Default.DraftSavedSignal),
        $"draft-{room}");

    /// <summary>All of them: what is not among these is cleared.</summary>
    public static StreamSignal Of(DraftsView drafts, DateTimeOffset now) => new(
        "chat.drafts", now, JsonSerializer.SerializeToUtf8Bytes(drafts, DraftSignalsJson.Default.DraftsView), "drafts");
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)], DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DraftSavedSignal))]
[JsonSerializable(typeof(DraftsView))]
internal sealed partial class DraftSignalsJson : JsonSerializerContext;
