using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Personal;

namespace Academy.Api.Chat.Personal;

internal sealed record ReadBody(long Seq) : IBody<ReadBody>
{
    public const long SeqMin = 1;

    public static ReadBody Read(JsonFields fields) => new(fields.Number("seq", SeqMin, long.MaxValue));
}

internal sealed record DraftBody(string Body, Guid? ReplyTo) : IBody<DraftBody>
{
    public Draft ToDraft() => new(Body, ReplyTo is { } message ? new MessageId(message) : null);

    public static DraftBody Read(JsonFields fields) =>
        new(fields.LongText("body", ChatLimits.BodyMax), fields.OptionalId("replyTo"));
}
