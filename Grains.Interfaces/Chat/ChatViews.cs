using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Streams;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Chat;

[GenerateSerializer, Immutable, Alias("chat.room-view")]
public sealed record RoomView(
    [property: Id(0)] RoomId Id,
    [property: Id(1)] RoomType Type,
    [property: Id(2)] string? Title,
    [property: Id(3)] CourseId? CourseId,
    [property: Id(4)] int MemberCount
);

/// <param name="Created">False: it was there.</param>
[GenerateSerializer, Immutable, Alias("chat.room-opening")]
public sealed record RoomOpening([property: Id(0)] RoomView Room, [property: Id(1)] bool Created);

/// <param name="Role">The caller's; null of an admin who is no member.</param>
/// <param name="BlockedWords">Null for those who do not moderate.</param>
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

/// <summary>What the caller may do in a room, as its owner says.</summary>
/// <param name="Role">Null of an admin who is no member: he moderates, but does not read.</param>
[GenerateSerializer, Immutable, Alias("chat.room-access")]
public sealed record RoomAccess(
    [property: Id(0)] RoomRole? Role,
    [property: Id(1)] long LastSeq,
    [property: Id(2)] RoomType Type,
    [property: Id(3)] bool MayModerate
);

/// <summary>A message that was accepted: durable.</summary>
[GenerateSerializer, Immutable, Alias("chat.message-receipt")]
public sealed record MessageReceipt(
    [property: Id(0)] MessageId Id,
    [property: Id(1)] long Seq,
    [property: Id(2)] DateTimeOffset At
);

/// <summary>The messages that an admin may read now, and that his reading is recorded for.</summary>
[GenerateSerializer, Immutable, Alias("chat.reading")]
public sealed record Reading(
    [property: Id(0)] long FromSeq,
    [property: Id(1)] long ToSeq,
    [property: Id(2)] DateTimeOffset At
);

[GenerateSerializer, Immutable, Alias("chat.attachment-view")]
public sealed record AttachmentView(
    [property: Id(0)] AttachmentId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string ContentType,
    [property: Id(3)] long Size
);

/// <summary>Somebody whom a message mentions.</summary>
public sealed record PersonView(UserId UserId, string Name)
{
    public static IReadOnlyList<PersonView>? Of(IReadOnlyList<UserId>? people, INames names) =>
        people is { Count: > 0 } ? [.. people.Select(p => new PersonView(p, names.Of(p)))] : null;
}

/// <param name="UserIds">At most <see cref="ChatLimits.ReactionUsersMax"/> of them.</param>
public sealed record ReactionView(string Emoji, int Count, IReadOnlyList<UserId> UserIds);

/// <summary>A message as it is now: in snapshots, histories, searches and threads.</summary>
/// <param name="Body">Null when it was deleted or its author erased.</param>
public sealed record MessageView(
    long Seq,
    MessageId Id,
    UserId SenderId,
    string SenderName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Body,
    DateTimeOffset At
)
{
    public MessageContent? Content { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public MessageId? ReplyTo { get; init; }

    /// <summary>The message that began the thread; null of that one itself.</summary>
    public MessageId? ThreadId { get; init; }

    /// <summary>Messages of the thread that it began; null: none.</summary>
    public int? ReplyCount { get; init; }

    public IReadOnlyList<AttachmentView>? Attachments { get; init; }

    public IReadOnlyList<PersonView>? Mentions { get; init; }

    public IReadOnlyList<ReactionView>? Reactions { get; init; }

    public bool? Erased { get; init; }

    public string? CommandId { get; init; }
}

/// <summary>Messages, newest first.</summary>
/// <param name="NextCursor">For <c>before</c>: older ones; null at the beginning.</param>
/// <param name="HasNewer">Whether there are newer ones than the first.</param>
public sealed record MessagePage(IReadOnlyList<MessageView> Items, long? NextCursor, bool HasNewer);

/// <param name="LastReadSeq">Null in a room of more than <see cref="ChatLimits.ListedMembersMax"/> members.</param>
public sealed record MemberView(
    UserId UserId,
    string DisplayName,
    RoomRole Role,
    DateTimeOffset JoinedAt,
    long? LastReadSeq
);

/// <summary>A room in the list of one's own.</summary>
/// <param name="Other">The other one of a direct room.</param>
/// <param name="Unread">Others' messages after the last read one, counted to
/// <see cref="ChatLimits.UnreadMax"/>.</param>
/// <param name="Seq">The number of the latest message; 0: there is none.</param>
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

public sealed record RoomPersonView(UserId UserId, string DisplayName);

public sealed record LastMessageView(
    long Seq,
    MessageId Id,
    UserId SenderId,
    string SenderName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Body,
    DateTimeOffset At
);

/// <summary>A room in an admin's list: that it is there, not what is in it.</summary>
public sealed record RoomOverview(
    RoomId Id,
    RoomType Type,
    string? Title,
    CourseId? CourseId,
    int MemberCount,
    DateTimeOffset CreatedAt,
    IReadOnlyList<RoomPersonView> People
);

public sealed record FoundMessage(RoomId RoomId, string? RoomTitle, RoomType RoomType, MessageView Message);

public sealed record DirectoryPerson(UserId UserId, string DisplayName, Role Role);

public sealed record ReaderView(UserId UserId, string DisplayName, long LastReadSeq);

/// <param name="Readers">At most <see cref="ChatLimits.ListedMembersMax"/>.</param>
public sealed record SeenBy(int Count, int MemberCount, IReadOnlyList<ReaderView> Readers);

public sealed record BanView(UserId UserId, string DisplayName, DateTimeOffset? Until, DateTimeOffset At, UserId By);

public sealed record ReportReason(
    UserId UserId,
    string DisplayName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason,
    DateTimeOffset At
);

/// <summary>A reported message that waits for a moderator.</summary>
public sealed record ReportView(MessageView Message, IReadOnlyList<ReportReason> Reports);

/// <summary>An admin's reading of a conversation that the caller was in.</summary>
public sealed record MonitoringView(
    RoomId RoomId,
    string? Title,
    UserId AdminId,
    string AdminName,
    DateTimeOffset At,
    string Reason,
    long FromSeq,
    long ToSeq
);

/// <summary>Who of a room is online, as its owner last heard.</summary>
/// <param name="Version">Counts changes.</param>
/// <param name="UserIds">Null in a room of more than <see cref="ChatLimits.ListedMembersMax"/> members.</param>
[GenerateSerializer, Immutable, Alias("chat.room-presence")]
public sealed record RoomPresence(
    [property: Id(0)] long Version,
    [property: Id(1)] int Online,
    [property: Id(2)] IReadOnlyList<UserId>? UserIds
);
