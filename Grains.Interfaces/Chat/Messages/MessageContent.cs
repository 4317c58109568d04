using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Academy.Chat.Messages;

/// <summary>
/// The markup of a message as a client gets it: a JSON tree of allow-listed nodes, never HTML.
/// </summary>
/// <param name="Json">
/// An array of blocks: <c>{t: "p" | "quote", c}</c>, <c>{t: "list", ordered, start?, items: [blocks]}</c>,
/// <c>{t: "code", lang?, v}</c>, <c>{t: "rule"}</c>; within a paragraph <c>{t: "text" | "code", v}</c>,
/// <c>{t: "strong" | "em" | "del", c}</c>, <c>{t: "link", href, c}</c>, <c>{t: "br"}</c>. In UTF-8.
/// </param>
[JsonConverter(typeof(MessageContentConverter))]
public sealed record MessageContent(ReadOnlyMemory<byte> Json)
{
    /// <summary>The JSON as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Json.Span);
}

/// <summary>Writes the tree unchanged.</summary>
public sealed class MessageContentConverter : JsonConverter<MessageContent>
{
    public override MessageContent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return new(JsonSerializer.SerializeToUtf8Bytes(json.RootElement));
    }

    public override void Write(Utf8JsonWriter writer, MessageContent value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}
