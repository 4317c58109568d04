using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Moderation;
using Academy.Grains.Chat.Rooms;
using Academy.Streams;

namespace Academy.Grains.Chat;

/// <summary>The events of a room's stream, each with the form that its members get.</summary>
internal static class ChatEvents
{
    private const string Moderators = "Moderators fetch reports; members are not told who reported whom.";

    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType
            .Of("chat.room-created", 1, ChatEventsJson.Default.RoomCreated)
            .SentAs(RoomCreatedWire.Of, ChatEventsJson.Default.RoomCreatedWire),
        EventType
            .Of("chat.room-changed", 1, ChatEventsJson.Default.RoomChanged)
            .SentAs(RoomChangedWire.Of, ChatEventsJson.Default.RoomChangedWire),
        EventType
            .Of("chat.members-added", 1, ChatEventsJson.Default.MembersAdded)
            .SentAs(MembersAddedWire.Of, ChatEventsJson.Default.MembersAddedWire),
        EventType
            .Of("chat.member-removed", 1, ChatEventsJson.Default.MemberRemoved)
            .SentAsStored()
            .Ends(e => [e.UserId]),
        EventType.Of("chat.member-role-changed", 1, ChatEventsJson.Default.MemberRoleChanged).SentAsStored(),
        EventType
            .Of("chat.message-posted", 2, ChatEventsJson.Default.MessagePosted)
            .SentAs(MessagePostedWire.Of, ChatEventsJson.Default.MessagePostedWire)
            .UpcastFrom(1, WithoutContent),
        EventType
            .Of("chat.message-edited", 2, ChatEventsJson.Default.MessageEdited)
            .SentAs(MessageEditedWire.Of, ChatEventsJson.Default.MessageEditedWire)
            .UpcastFrom(1, WithoutContent),
        EventType.Of("chat.message-deleted", 1, ChatEventsJson.Default.MessageDeleted).SentAsStored(),
        // Read and written anew: those of earlier releases may have another spelling of the same emoji.
        EventType
            .Of("chat.reaction-added", 1, ChatEventsJson.Default.ReactionAdded)
            .SentAs((added, _) => added, ChatEventsJson.Default.ReactionAdded),
        EventType
            .Of("chat.reaction-removed", 1, ChatEventsJson.Default.ReactionRemoved)
            .SentAs((removed, _) => removed, ChatEventsJson.Default.ReactionRemoved),
        EventType.Of("chat.message-pinned", 1, ChatEventsJson.Default.MessagePinned).SentAsStored(),
        EventType.Of("chat.message-unpinned", 1, ChatEventsJson.Default.MessageUnpinned).SentAsStored(),
        EventType.Of("chat.member-muted", 1, ChatEventsJson.Default.MemberMuted).SentAsStored(),
        EventType.Of("chat.member-unmuted", 1, ChatEventsJson.Default.MemberUnmuted).SentAsStored(),
        EventType.Of("chat.member-banned", 1, ChatEventsJson.Default.MemberBanned).SentAsStored(),
        EventType.Of("chat.member-unbanned", 1, ChatEventsJson.Default.MemberUnbanned).SentAsStored(),
        EventType.Of("chat.report-filed", 1, ChatEventsJson.Default.ReportFiled).NotSent(Moderators),
        EventType.Of("chat.report-resolved", 1, ChatEventsJson.Default.ReportResolved).NotSent(Moderators),
        EventType
            .Of("chat.conversation-monitored", 1, ChatEventsJson.Default.ConversationMonitored)
            .SentAs(MonitoredWire.Of, ChatEventsJson.Default.MonitoredWire),
        EventType.Of("chat.history-expired", 1, ChatEventsJson.Default.HistoryExpired).SentAsStored(),
    ];

    /// <summary>Version 1 had no content, and it cannot be made here: the text is sealed.</summary>
    private static JsonObject WithoutContent(JsonObject v1) => v1;
}

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RoomCreated))]
[JsonSerializable(typeof(RoomCreatedWire))]
[JsonSerializable(typeof(RoomChanged))]
[JsonSerializable(typeof(RoomChangedWire))]
[JsonSerializable(typeof(MembersAdded))]
[JsonSerializable(typeof(MembersAddedWire))]
[JsonSerializable(typeof(MemberRemoved))]
[JsonSerializable(typeof(MemberRoleChanged))]
[JsonSerializable(typeof(MessagePosted))]
[JsonSerializable(typeof(MessagePostedWire))]
[JsonSerializable(typeof(MessageEdited))]
[JsonSerializable(typeof(MessageEditedWire))]
[JsonSerializable(typeof(MessageDeleted))]
[JsonSerializable(typeof(ReactionAdded))]
[JsonSerializable(typeof(ReactionRemoved))]
[JsonSerializable(typeof(MessagePinned))]
[JsonSerializable(typeof(MessageUnpinned))]
[JsonSerializable(typeof(MemberMuted))]
[JsonSerializable(typeof(MemberUnmuted))]
[JsonSerializable(typeof(MemberBanned))]
[JsonSerializable(typeof(MemberUnbanned))]
[JsonSerializable(typeof(ReportFiled))]
[JsonSerializable(typeof(ReportResolved))]
[JsonSerializable(typeof(ConversationMonitored))]
[JsonSerializable(typeof(MonitoredWire))]
[JsonSerializable(typeof(HistoryExpired))]
internal sealed partial class ChatEventsJson : JsonSerializerContext;
