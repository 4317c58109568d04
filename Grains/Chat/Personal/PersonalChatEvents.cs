using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Streams;

namespace Academy.Grains.Chat.Personal;

// What happens to a person in chat, on the person's stream.

/// <param name="RoomSeq">The cause's number in the room, as in <see cref="RoomLeft"/>.</param>
internal sealed record RoomJoined(RoomId RoomId, RoomType Type, string? Title, UserId? By, long RoomSeq);

internal sealed record RoomLeft(RoomId RoomId, RemovalReason Reason, long RoomSeq);

internal sealed record Mentioned(RoomId RoomId, MessageId Id, long Seq, UserId SenderId);

internal sealed record RoomRead(RoomId RoomId, long Seq);

internal sealed record ReadsAdvanced(IReadOnlyList<RoomRead> Reads);

/// <summary>
/// Earlier releases kept drafts on the stream. It is not written any more, and ignored when it is read.
/// </summary>
/// <param name="Text">Sealed for the person; null: cleared.</param>
internal sealed record DraftSaved(RoomId RoomId, string? Text, MessageId? ReplyTo);

/// <summary>The person moderates a room in which a message was reported.</summary>
internal sealed record MessageReported(RoomId RoomId, MessageId Id);

internal sealed record MentionedWire(RoomId RoomId, MessageId Id, long Seq, UserId SenderId, string SenderName);

internal static class PersonalChatEvents
{
    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType.Of("chat.room-joined", 1, PersonalChatEventsJson.Default.RoomJoined).SentAsStored(),
        EventType.Of("chat.room-left", 1, PersonalChatEventsJson.Default.RoomLeft).SentAsStored(),
        EventType
            .Of("chat.mentioned", 1, PersonalChatEventsJson.Default.Mentioned)
            .SentAs(
                (e, context) => new MentionedWire(e.RoomId, e.Id, e.Seq, e.SenderId, context.Names.Of(e.SenderId)),
                PersonalChatEventsJson.Default.MentionedWire
            ),
        EventType.Of("chat.read", 1, PersonalChatEventsJson.Default.ReadsAdvanced).SentAsStored(),
        EventType
            .Of("chat.draft-saved", 1, PersonalChatEventsJson.Default.DraftSaved)
            .NotSent("Drafts are a stored state; earlier releases wrote this."),
        EventType.Of("chat.message-reported", 1, PersonalChatEventsJson.Default.MessageReported).SentAsStored(),
    ];
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RoomJoined))]
[JsonSerializable(typeof(RoomLeft))]
[JsonSerializable(typeof(Mentioned))]
[JsonSerializable(typeof(MentionedWire))]
[JsonSerializable(typeof(ReadsAdvanced))]
[JsonSerializable(typeof(DraftSaved))]
[JsonSerializable(typeof(MessageReported))]
internal sealed partial class PersonalChatEventsJson : JsonSerializerContext;
