using Academy.Accounts;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;

namespace Academy.Grains.Chat.Messages;

// What happens to messages, on the room's stream. The text is sealed with its author's key; see MessageWords.

/// <summary>A file of a message.</summary>
/// <param name="Name">Sealed for the author.</param>
internal sealed record AttachedFile(AttachmentId Id, string Name, string ContentType, long Size);

/// <param name="Text">Sealed for the author; so is the empty text of a message that is only files.</param>
/// <param name="Content">
/// The tree of its markup, sealed for the author. Empty: it has none; null: of version 1, which was parsed whenever it
/// was read.
/// </param>
/// <param name="ThreadId">The message that began the thread.</param>
/// <param name="CommandId">How the author's own devices recognise it.</param>
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

internal sealed record ReactionAdded(MessageId Id, long MessageSeq, UserId UserId, string Emoji);

internal sealed record ReactionRemoved(MessageId Id, long MessageSeq, UserId UserId, string Emoji);

internal sealed record MessagePinned(MessageId Id, long MessageSeq, UserId By);

internal sealed record MessageUnpinned(MessageId Id, long MessageSeq, UserId By);

/// <summary>Messages up to this number are past keeping.</summary>
internal sealed record HistoryExpired(long UpTo);

/// <summary>
/// A person's words as a reader may see them; the journal has them sealed. They travel beside a
/// <see cref="MessagePosted"/> or a <see cref="MessageEdited"/>.
/// </summary>
/// <param name="Body">Null: the author was erased.</param>
/// <param name="Content">The tree of its markup; null: it has none.</param>
/// <param name="IsGone">Deleted or past keeping: nothing is sent.</param>
/// <param name="Attachments">With their names in the clear.</param>
/// <param name="Mentions">Of the words as they are now.</param>
/// <param name="EditedAt">When they became what they are, if that was later.</param>
internal sealed record MessageWords(
    string? Body,
    MessageContent? Content = null,
    IReadOnlyList<AttachmentView>? Attachments = null,
    IReadOnlyList<UserId>? Mentions = null,
    DateTimeOffset? EditedAt = null,
    bool IsGone = false
)
{
    /// <summary>Of a message that is no more.</summary>
    public static readonly MessageWords Gone = new((string?)null, IsGone: true);
}
