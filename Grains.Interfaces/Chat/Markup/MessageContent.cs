using System.Text.Json;
using System.Text.Json.Serialization;

namespace Academy.Chat.Markup;

/// <summary>A message's Markdown as parsed, allow-listed nodes: UTF-8 JSON, made once and written as it is.</summary>
[JsonConverter(typeof(MessageContentConverter))]
public sealed class MessageContent(ReadOnlyMemory<byte> json)
{
    public ReadOnlyMemory<byte> Json { get; } = json;

    /// <summary>The nodes of a body; null when it is plain text, which is shown as it is.</summary>
    public static MessageContent? Of(string? body) => null;
}

/// <summary>Writes the nodes as they are.</summary>
public sealed class MessageContentConverter : JsonConverter<MessageContent>
{
    public override MessageContent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.SerializeToUtf8Bytes(JsonElement.ParseValue(ref reader)));

    public override void Write(Utf8JsonWriter writer, MessageContent value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}
