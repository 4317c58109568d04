using Academy.Accounts;
using Academy.Api.Requests;
using Academy.Chat;

namespace Academy.Api.Chat;

/// <param name="Body">May be left out of a message that has files.</param>
/// <param name="ReplyTo">The message that it answers.</param>
/// <param name="Mentions">People to tell of it, besides those that the text names with an @.</param>
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

internal sealed record EditMessageBody(string Body) : IBody<EditMessageBody>
{
    public static EditMessageBody Read(JsonFields fields) => new(fields.LongText("body", ChatLimits.BodyMax));
}

internal sealed record ReadBody(long Seq) : IBody<ReadBody>
{
    public static ReadBody Read(JsonFields fields) => new(fields.Number("seq", 1, long.MaxValue));
}

internal sealed record DraftBody(string Body, Guid? ReplyTo) : IBody<DraftBody>
{
    public Draft ToDraft() => new(Body, ReplyTo is { } message ? new MessageId(message) : null);

    public static DraftBody Read(JsonFields fields) =>
        new(fields.LongText("body", ChatLimits.BodyMax), fields.OptionalId("replyTo"));
}
