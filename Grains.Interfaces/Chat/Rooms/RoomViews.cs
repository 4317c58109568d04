using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Messages;
using Academy.Pictures;
using Orleans.Concurrency;

namespace Academy.Chat.Rooms;

[GenerateSerializer, Immutable, Alias("chat.room-view")]
public sealed record RoomView(
    [property: Id(0)] RoomId Id,
    [property: Id(1)] RoomType Type,
    [property: Id(2)] string? Title,
    [property: Id(3)] CourseId? CourseId,
    [property: Id(4)] int MemberCount
);

/// <param name="Created">False: it existed before.</param>
[GenerateSerializer, Immutable, Alias("chat.room-opening")]
public sealed record RoomOpening([property: Id(0)] RoomView Room, [property: Id(1)] bool Created);

/// <param name="Role">The caller's; null for an admin who is not a member.</param>
/// <param name="BlockedWords">Null unless the caller moderates.</param>
/// <param name="Seq">The number of the stream's latest event.</param>
[GenerateSerializer, Immutable, Alias("chat.room-details")]
public sealed record RoomDetails(
    [property: Id(0)] RoomView Room,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] RoomRole? Role,
    [property: Id(3)] int SlowModeSeconds,
    [property: Id(4)] IReadOnlyList<string>? BlockedWords,
    [property: Id(5)] IReadOnlyList<MessageId> Pins,
    [property: Id(6)] long Seq,
    [property: Id(7)] DateTimeOffset? MutedUntil
);

/// <summary>What the caller may do in a room.</summary>
/// <param name="Role">Null for an admin who is not a member: they may moderate, but not read.</param>
[GenerateSerializer, Immutable, Alias("chat.room-access")]
public sealed record RoomAccess(
    [property: Id(0)] RoomRole? Role,
    [property: Id(1)] long LastSeq,
    [property: Id(2)] RoomType Type,
    [property: Id(3)] bool MayModerate
);

/// <param name="LastReadSeq">None in a room of more than <see cref="ChatLimits.ListedMembersMax"/> members.</param>
public sealed record MemberView(
    UserId UserId,
    string DisplayName,
    RoomRole Role,
    DateTimeOffset JoinedAt,
    long? LastReadSeq,
    PictureId? Picture = null
);

/// <summary>A room in the list of the caller's rooms.</summary>
/// <param name="Other">The other person of a direct room.</param>
/// <param name="Unread">Others' messages after the last read one, counted to
/// <see cref="ChatLimits.UnreadMax"/>.</param>
/// <param name="Seq">The number of the latest message; 0 without any.</param>
public sealed record RoomListItem(
    RoomId Id,
    RoomType Type,
    string? Title,
    CourseId? CourseId,
    int MemberCount,
    RoomRole Role,
    RoomPersonView? Other,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] LastMessageView? LastMessage,
    int Unread,
    long LastReadSeq,
    long Seq
);

public sealed record RoomPersonView(UserId UserId, string DisplayName)
{
    public PictureId? Picture { get; init; }
}

public sealed record LastMessageView(
    long Seq,
    MessageId Id,
    UserId SenderId,
    string SenderName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Body,
    DateTimeOffset At
);

public sealed record DirectoryPerson(UserId UserId, string DisplayName, Role Role, PictureId? Picture = null);
