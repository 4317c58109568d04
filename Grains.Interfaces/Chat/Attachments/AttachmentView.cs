using Orleans.Concurrency;

namespace Academy.Chat.Attachments;

[GenerateSerializer, Immutable, Alias("chat.attachment-view")]
public sealed record AttachmentView(
    [property: Id(0)] AttachmentId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string ContentType,
    [property: Id(3)] long Size
);
