using System.Text.Json.Serialization;
using Academy.Catalog;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;

namespace Academy.Api.Chat.Rooms;

/// <summary>A room as in the list of the caller's rooms, with its settings.</summary>
/// <param name="Role">None for an admin who is not a member.</param>
/// <param name="BlockedWords">For moderators only.</param>
internal sealed record RoomAnswer(
    RoomId Id,
    RoomType Type,
    string? Title,
    CourseId? CourseId,
    int MemberCount,
    RoomRole? Role,
    RoomPersonView? Other,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] LastMessageView? LastMessage,
    int Unread,
    long LastReadSeq,
    long Seq,
    DateTimeOffset CreatedAt,
    int SlowModeSeconds,
    IReadOnlyList<string>? BlockedWords,
    IReadOnlyList<MessageId> Pins,
    DateTimeOffset? MutedUntil
)
{
    /// <param name="item">Null for an admin who is not a member: they do not see what is written.</param>
    public static RoomAnswer Of(RoomDetails details, RoomListItem? item) =>
        new(
            details.Room.Id,
            details.Room.Type,
            details.Room.Title,
            details.Room.CourseId,
            details.Room.MemberCount,
            details.Role,
            item?.Other,
            item?.LastMessage,
            item?.Unread ?? 0,
            item?.LastReadSeq ?? 0,
            item?.Seq ?? 0,
            details.CreatedAt,
            details.SlowModeSeconds,
            details.BlockedWords,
            details.Pins,
            details.MutedUntil
        );
}
