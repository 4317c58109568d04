using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Api.Chat.Attachments;
using Academy.Api.Chat.Messages;
using Academy.Api.Chat.Moderation;
using Academy.Api.Chat.Personal;
using Academy.Api.Chat.Rooms;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;
using Academy.Chat.Presence;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Api.Chat;

/// <summary>JSON of chat over HTTP. As on the hub, nulls are left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RoomView))]
[JsonSerializable(typeof(RoomAnswer))]
[JsonSerializable(typeof(Page<RoomListItem>))]
[JsonSerializable(typeof(Page<MemberView>))]
[JsonSerializable(typeof(Page<BanView>))]
[JsonSerializable(typeof(Page<ReportView>))]
[JsonSerializable(typeof(Page<MonitoringView>))]
[JsonSerializable(typeof(Page<RoomOverview>))]
[JsonSerializable(typeof(Page<FoundMessage>))]
[JsonSerializable(typeof(Page<DirectoryPerson>))]
[JsonSerializable(typeof(Page<MessageView>))]
[JsonSerializable(typeof(MessagesAnswer))]
[JsonSerializable(typeof(RoomExport))]
[JsonSerializable(typeof(MessageReceipt))]
[JsonSerializable(typeof(SeenBy))]
[JsonSerializable(typeof(RoomPresence))]
[JsonSerializable(typeof(AttachmentView))]
[JsonSerializable(typeof(AttachmentAnswer))]
internal sealed partial class ChatApiJson : JsonSerializerContext
{
    /// <summary>Whether nulls are left out of this type.</summary>
    public static bool LeavesOut(Type type) => IsIn(type, "Academy.Chat") || IsIn(type, "Academy.Api.Chat");

    private static bool IsIn(Type type, string concept) =>
        type.Namespace is { } space
        && space.StartsWith(concept, StringComparison.Ordinal)
        && (space.Length == concept.Length || space[concept.Length] == '.');
}
