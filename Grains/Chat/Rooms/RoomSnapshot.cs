using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;

namespace Academy.Grains.Chat.Rooms;

/// <summary>What somebody who joins a room's stream begins with.</summary>
/// <param name="Members">In rooms of at most <see cref="ChatLimits.ListedMembersMax"/>.</param>
/// <param name="Messages">The latest, oldest first.</param>
internal sealed record RoomSnapshot(
    RoomHeading Room,
    IReadOnlyList<SnapshotMember>? Members,
    IReadOnlyList<MessageView> Messages,
    SnapshotPresence Presence
);

internal sealed record RoomHeading(
    RoomId Id,
    RoomType Type,
    string? Title,
    CourseId? CourseId,
    DateTimeOffset CreatedAt,
    int MemberCount,
    int SlowModeSeconds,
    IReadOnlyList<MessageId> Pins
);

/// <param name="MutedUntil">Far away: until somebody ends it.</param>
internal sealed record SnapshotMember(
    UserId UserId,
    string DisplayName,
    RoomRole Role,
    long LastReadSeq,
    DateTimeOffset? MutedUntil
);

internal sealed record SnapshotPresence(
    long Version,
    int Online,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<UserId>? Users
);
