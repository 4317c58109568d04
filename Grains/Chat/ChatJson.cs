using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Rooms;
using Academy.Streams;

namespace Academy.Grains.Chat;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ChatRoom))]
[JsonSerializable(typeof(RoomOpening))]
[JsonSerializable(typeof(RoomDetails))]
[JsonSerializable(typeof(MessageReceipt))]
[JsonSerializable(typeof(Reading))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(RoomSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<AttachmentView>))]
[JsonSerializable(typeof(IReadOnlyList<RoomMember>))]
internal sealed partial class ChatJson : JsonSerializerContext;
