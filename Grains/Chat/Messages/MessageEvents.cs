using Academy.Accounts;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;

namespace Academy.Grains.Chat.Messages;

// What happens to messages, on the room's stream. The text is sealed with its author's key; see MessageWords.

/// <summary>A file of a message.</summary>
/// <param name="Name">Sealed for the author.</param>
/// <param name="Width">Of a picture that has sizes; null where there are none, as in all events from before.</param>
internal sealed record AttachedFile(
    AttachmentId Id,
    string Name,
    string ContentType,
    long Size,
    int? Width = null,
    int? Height = null
);

/// <param name="Text">Sealed for the author, also when it is empty because the message has only files.</param>
/// <param name="Content">
/// The tree of its markup, sealed for the author. Empty: it has no markup. Null: the event has version 1, and its text
/// is parsed whenever it is read.
/// </param>
/// <param name="ThreadId">The first message of the thread.</param>
/// <param name="CommandId">The author's devices recognise their message by it.</param>
internal sealed record MessagePosted(
    MessageId Id,
    RoomId RoomId,
    UserId SenderId,
    string Text,
    string? Content,
    MessageId? ReplyTo,
    MessageId? ThreadId,
    IReadOnlyList<AttachedFile>? Attachments,
    IReadOnlyList<UserId>? Mentions,
    string? CommandId
);

/// <param name="By">The author.</param>
/// <param name="Text">Sealed for the author.</param>
/// <param name="Content">As in <see cref="MessagePosted"/>.</param>
internal sealed record MessageEdited(
    MessageId Id,
    long MessageSeq,
    UserId By,
    string Text,
    string? Content,
    IReadOnlyList<UserId>? Mentions,
    DateTimeOffset EditedAt
);

internal sealed record MessageDeleted(MessageId Id, long MessageSeq, UserId By);

/// <param name="Emoji">Earlier releases took it as it was typed: ❤ and ❤️ were two.</param>
internal sealed record ReactionAdded(MessageId Id, long MessageSeq, UserId UserId, string Emoji)
{
    public string Emoji { get; init; } = MessageText.EmojiOf(Emoji) ?? Emoji;
}

/// <inheritdoc cref="ReactionAdded"/>
internal sealed record ReactionRemoved(MessageId Id, long MessageSeq, UserId UserId, string Emoji)
{
    public string Emoji { get; init; } = MessageText.EmojiOf(Emoji) ?? Emoji;
}

internal sealed record MessagePinned(MessageId Id, long MessageSeq, UserId By);

internal sealed record MessageUnpinned(MessageId Id, long MessageSeq, UserId By);

/// <summary>The retention of messages up to this number has ended.</summary>
internal sealed record HistoryExpired(long UpTo);

/// <summary>
/// What a reader may see of a <see cref="MessagePosted"/> or a <see cref="MessageEdited"/>, unsealed. It accompanies
/// the event in memory and is not stored with it.
/// </summary>
/// <param name="Body">Null: the author was erased.</param>
/// <param name="Content">The tree of its markup; null: no markup.</param>
/// <param name="IsGone">The message was deleted or its retention has ended: nothing is sent.</param>
/// <param name="Attachments">With their names unsealed.</param>
/// <param name="Mentions">As of the latest edit.</param>
/// <param name="EditedAt">The time of the latest edit.</param>
internal sealed record MessageWords(
    string? Body,
    MessageContent? Content = null,
    IReadOnlyList<AttachmentView>? Attachments = null,
    IReadOnlyList<UserId>? Mentions = null,
    DateTimeOffset? EditedAt = null,
    bool IsGone = false
)
{
    /// <summary>For a message that was deleted or has expired.</summary>
    public static readonly MessageWords Gone = new((string?)null, IsGone: true);
}
