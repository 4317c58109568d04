using System.Text.Json;
using Academy.Chat.Attachments;
using Academy.Chat.Rooms;
using Academy.Grains.Chat.Rooms;

namespace Academy.Grains.Chat;

/// <summary>Converts between values of events and columns of the chat tables.</summary>
internal static class ChatColumns
{
    public static string Of(RoomType type) =>
        type switch
        {
            RoomType.Course => "course",
            RoomType.Direct => "direct",
            RoomType.Group => "group",
            _ => throw new ArgumentOutOfRangeException(
                nameof(type),
                type,
                "This type of room has no name in the table."
            ),
        };

    public static RoomType TypeOf(string text) =>
        text switch
        {
            "course" => RoomType.Course,
            "direct" => RoomType.Direct,
            "group" => RoomType.Group,
            _ => throw new ArgumentOutOfRangeException(nameof(text), text, "The table has no such type of room."),
        };

    public static string Of(RoomRole role) =>
        role switch
        {
            RoomRole.Member => "member",
            RoomRole.Moderator => "moderator",
            RoomRole.Owner => "owner",
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "This role has no name in the table."),
        };

    public static RoomRole RoleOf(string text) =>
        text switch
        {
            "member" => RoomRole.Member,
            "moderator" => RoomRole.Moderator,
            "owner" => RoomRole.Owner,
            _ => throw new ArgumentOutOfRangeException(nameof(text), text, "The table has no such role."),
        };

    public static string Of(IReadOnlyList<RoomMember> members) =>
        JsonSerializer.Serialize(members, ChatJson.Default.IReadOnlyListRoomMember);

    public static string? Of(IReadOnlyList<AttachmentView>? files) =>
        files is null ? null : JsonSerializer.Serialize(files, ChatJson.Default.IReadOnlyListAttachmentView);
}
