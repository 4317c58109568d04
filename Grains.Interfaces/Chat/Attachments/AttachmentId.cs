using System.Text.Json.Serialization;
using Academy.Identifiers;

namespace Academy.Chat.Attachments;

/// <summary>A file that was uploaded for a room.</summary>
[GenerateSerializer, Immutable, Alias("chat.attachment-id"), JsonConverter(typeof(IdConverter<AttachmentId>))]
public readonly record struct AttachmentId([property: Id(0)] Guid Value) : IId<AttachmentId>
{
    public static AttachmentId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}
