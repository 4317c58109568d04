using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Rooms;

namespace Academy.Grains.Chat.Rooms;

// What happens to a room and its members, on the room's stream.

internal sealed record RoomMember(UserId UserId, RoomRole Role);

internal sealed record RoomCreated(
    RoomId RoomId,
    RoomType Type,
    string? Title,
    CourseId? CourseId,
    UserId? By,
    IReadOnlyList<RoomMember> Members
);

/// <summary>The new settings, changed or not.</summary>
internal sealed record RoomChanged(string? Title, int SlowModeSeconds, IReadOnlyList<string> BlockedWords, UserId By);

/// <param name="By">Null: they enrolled in the course.</param>
internal sealed record MembersAdded(IReadOnlyList<RoomMember> Members, UserId? By);

internal sealed record MemberRemoved(UserId UserId, UserId? By, RemovalReason Reason);

internal sealed record MemberRoleChanged(UserId UserId, RoomRole Role, UserId By);
