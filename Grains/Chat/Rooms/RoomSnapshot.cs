using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Pictures;

namespace Academy.Grains.Chat.Rooms;

/// <summary>The snapshot of a room's stream.</summary>
/// <param name="Members">Null in rooms with more than <see cref="ChatLimits.ListedMembersMax"/>.</param>
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

/// <param name="MutedUntil">The largest time: until a moderator ends it.</param>
internal sealed record SnapshotMember(
    UserId UserId,
    string DisplayName,
    RoomRole Role,
    long LastReadSeq,
    DateTimeOffset? MutedUntil,
    PictureId? Picture
);

internal sealed record SnapshotPresence(
    long Version,
    int Online,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<UserId>? Users
);
