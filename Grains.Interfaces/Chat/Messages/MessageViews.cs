using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat.Attachments;
using Academy.Chat.Rooms;
using Academy.Pictures;
using Academy.Streams;

namespace Academy.Chat.Messages;

/// <summary>A message that was accepted, and is durable.</summary>
[GenerateSerializer, Immutable, Alias("chat.message-receipt")]
public sealed record MessageReceipt(
    [property: Id(0)] MessageId Id,
    [property: Id(1)] long Seq,
    [property: Id(2)] DateTimeOffset At
);

/// <summary>A person whom a message mentions.</summary>
public sealed record PersonView(UserId UserId, string Name)
{
    public static IReadOnlyList<PersonView>? Of(IReadOnlyList<UserId>? people, INames names) =>
        people is { Count: > 0 } ? [.. people.Select(p => new PersonView(p, names.Of(p)))] : null;
}

/// <param name="UserIds">At most <see cref="ChatLimits.ReactionUsersMax"/> of them.</param>
public sealed record ReactionView(string Emoji, int Count, IReadOnlyList<UserId> UserIds);

/// <summary>A message as it is now: in snapshots, histories, searches and threads.</summary>
/// <param name="Body">Null if the message was deleted or its author was erased.</param>
public sealed record MessageView(
    long Seq,
    MessageId Id,
    UserId SenderId,
    string SenderName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Body,
    DateTimeOffset At
)
{
    public PictureId? SenderPicture { get; init; }

    public MessageContent? Content { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public MessageId? ReplyTo { get; init; }

    /// <summary>The first message of the thread; that message itself has none.</summary>
    public MessageId? ThreadId { get; init; }

    /// <summary>Replies in the thread that it began, if there are any.</summary>
    public int? ReplyCount { get; init; }

    public IReadOnlyList<AttachmentView>? Attachments { get; init; }

    public IReadOnlyList<PersonView>? Mentions { get; init; }

    public IReadOnlyList<ReactionView>? Reactions { get; init; }

    public bool? Erased { get; init; }

    public string? CommandId { get; init; }
}

/// <summary>Messages, newest first.</summary>
/// <param name="NextCursor">The value of <c>before</c> for older messages; null: there are none.</param>
/// <param name="HasNewer">Whether there are newer ones than the first.</param>
public sealed record MessagePage(IReadOnlyList<MessageView> Items, long? NextCursor, bool HasNewer);

public sealed record FoundMessage(RoomId RoomId, string? RoomTitle, RoomType RoomType, MessageView Message);

public sealed record ReaderView(UserId UserId, string DisplayName, long LastReadSeq, PictureId? Picture = null);

/// <param name="Readers">At most <see cref="ChatLimits.ListedMembersMax"/>.</param>
public sealed record SeenBy(int Count, int MemberCount, IReadOnlyList<ReaderView> Readers);
