using Orleans.Concurrency;

namespace Academy.Chat.Attachments;

/// <param name="Width">Of a picture, in pixels as it is shown; null: it is none, or has only its one size.</param>
[GenerateSerializer, Immutable, Alias("chat.attachment-view")]
public sealed record AttachmentView(
    [property: Id(0)] AttachmentId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string ContentType,
    [property: Id(3)] long Size,
    [property: Id(4)] int? Width = null,
    [property: Id(5)] int? Height = null
);
