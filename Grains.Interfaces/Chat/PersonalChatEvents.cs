using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Streams;

namespace Academy.Chat;

// What happens to a person in chat, on his own stream.

/// <param name="RoomSeq">The number of its cause in the room, as with <see cref="RoomLeft"/>.</param>
public sealed record RoomJoined(RoomId RoomId, RoomType Type, string? Title, UserId? By, long RoomSeq);

public sealed record RoomLeft(RoomId RoomId, RemovalReason Reason, long RoomSeq);

public sealed record Mentioned(RoomId RoomId, MessageId Id, long Seq, UserId SenderId);

public sealed record RoomRead(RoomId RoomId, long Seq);

public sealed record ReadsAdvanced(IReadOnlyList<RoomRead> Reads);

/// <summary>Of earlier releases, which kept drafts on the stream. Nobody writes it, and it means nothing any more.</summary>
/// <param name="Text">Sealed for the person; null: cleared.</param>
public sealed record DraftSaved(RoomId RoomId, string? Text, MessageId? ReplyTo);

/// <summary>To a moderator: somebody reported a message.</summary>
public sealed record MessageReported(RoomId RoomId, MessageId Id);

internal sealed record MentionedWire(RoomId RoomId, MessageId Id, long Seq, UserId SenderId, string SenderName);

public static class PersonalChatEvents
{
    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType.Of("chat.room-joined", 1, PersonalChatJson.Default.RoomJoined).SentAsStored(),
        EventType.Of("chat.room-left", 1, PersonalChatJson.Default.RoomLeft).SentAsStored(),
        EventType.Of("chat.mentioned", 1, PersonalChatJson.Default.Mentioned).SentAs(
            (e, context) => new MentionedWire(e.RoomId, e.Id, e.Seq, e.SenderId, context.Names.Of(e.SenderId)), PersonalChatJson.Default.MentionedWire),
        EventType.Of("chat.read", 1, PersonalChatJson.Default.ReadsAdvanced).SentAsStored(),
        EventType.Of("chat.draft-saved", 1, PersonalChatJson.Default.DraftSaved).NotSent("Drafts are a stored state; this is what earlier releases wrote."),
        EventType.Of("chat.message-reported", 1, PersonalChatJson.Default.MessageReported).SentAsStored(),
    ];
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)], DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoomJoined))]
[JsonSerializable(typeof(RoomLeft))]
[JsonSerializable(typeof(Mentioned))]
[JsonSerializable(typeof(MentionedWire))]
[JsonSerializable(typeof(ReadsAdvanced))]
[JsonSerializable(typeof(DraftSaved))]
[JsonSerializable(typeof(MessageReported))]
internal sealed partial class PersonalChatJson : JsonSerializerContext;
