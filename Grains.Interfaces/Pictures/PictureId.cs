using System.Text.Json.Serialization;
using Academy.Identifiers;

namespace Academy.Pictures;

/// <summary>
/// A person's picture. It is made by chance and cannot be guessed: whoever may see the person is told it, and has the
/// picture by it alone. Another picture has another id.
/// </summary>
[GenerateSerializer, Immutable, Alias("pictures.picture-id"), JsonConverter(typeof(IdConverter<PictureId>))]
public readonly record struct PictureId([property: Id(0)] Guid Value) : IId<PictureId>
{
    public static PictureId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}
