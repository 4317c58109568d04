using Academy.Accounts;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;

namespace Academy.Api.Chat.Messages;

/// <param name="Body">May be left out of a message that has files.</param>
/// <param name="ReplyTo">The message that it answers.</param>
/// <param name="Mentions">People to notify, besides those that the text names with an @.</param>
internal sealed record PostMessageBody(
    string? Body,
    Guid? ReplyTo,
    IReadOnlyList<Guid>? AttachmentIds,
    IReadOnlyList<Guid>? Mentions
) : IBody<PostMessageBody>
{
    public PostMessage ToCommand() =>
        new(
            Body ?? "",
            ReplyTo is { } message ? new MessageId(message) : null,
            [.. (AttachmentIds ?? []).Select(AttachmentId.Of)],
            [.. (Mentions ?? []).Select(UserId.Of)]
        );

    public static PostMessageBody Read(JsonFields fields) =>
        new(
            fields.OptionalLongText("body", ChatLimits.BodyMax),
            fields.OptionalId("replyTo"),
            fields.OptionalIds("attachmentIds", ChatLimits.AttachmentsMax),
            fields.OptionalIds("mentions", ChatLimits.MentionsMax)
        );
}

/// <param name="Body">May be empty when the message has files.</param>
/// <param name="Mentions">
/// People to notify, besides those that the text names with an @; left out: those of before stay, but for those whose
/// name is taken out of the text.
/// </param>
internal sealed record EditMessageBody(string Body, IReadOnlyList<Guid>? Mentions) : IBody<EditMessageBody>
{
    public EditMessage ToCommand(Guid message) =>
        new(new(message), Body, Mentions is null ? null : [.. Mentions.Select(UserId.Of)]);

    public static EditMessageBody Read(JsonFields fields) =>
        new(
            fields.LongText("body", ChatLimits.BodyMax, min: 0),
            fields.OptionalIds("mentions", ChatLimits.MentionsMax)
        );
}
