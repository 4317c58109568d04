using Academy.Accounts;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Pictures;
using Academy.Streams;

namespace Academy.Grains.Chat.Messages;

internal sealed record MessagePostedWire(
    MessageId Id,
    RoomId RoomId,
    UserId SenderId,
    string SenderName,
    string? Body,
    MessageContent? Content,
    MessageId? ReplyTo,
    MessageId? ThreadId,
    IReadOnlyList<AttachmentView>? Attachments,
    IReadOnlyList<PersonView>? Mentions,
    string? CommandId,
    DateTimeOffset? EditedAt,
    bool? Erased,
    PictureId? SenderPicture
)
{
    /// <summary>Null if the text is not unsealed: then clients get the number alone, and fetch the message.</summary>
    public static MessagePostedWire? Of(MessagePosted e, WireContext context) =>
        context.Opened is MessageWords { IsGone: false } words
            ? new(
                e.Id,
                e.RoomId,
                e.SenderId,
                context.Names.Of(e.SenderId),
                words.Body,
                words.Content,
                e.ReplyTo,
                e.ThreadId,
                words.Attachments,
                PersonView.Of(words.Mentions, context.Names),
                e.CommandId,
                words.EditedAt,
                words.Body is null ? true : null,
                context.Names.PictureOf(e.SenderId)
            )
            : null;
}

internal sealed record MessageEditedWire(
    MessageId Id,
    long MessageSeq,
    string? Body,
    MessageContent? Content,
    IReadOnlyList<PersonView>? Mentions,
    DateTimeOffset EditedAt,
    UserId By,
    bool? Erased
)
{
    public static MessageEditedWire? Of(MessageEdited e, WireContext context) =>
        context.Opened is MessageWords { IsGone: false } words
            ? new(
                e.Id,
                e.MessageSeq,
                words.Body,
                words.Content,
                PersonView.Of(words.Mentions, context.Names),
                words.EditedAt ?? e.EditedAt,
                e.By,
                words.Body is null ? true : null
            )
            : null;
}
