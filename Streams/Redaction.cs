using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Academy.Streams;

/// <summary>
/// What operators are not shown of a state or an event: fields that are named for secrets, and words that are sealed
/// with a person's key, which say nothing anyway.
/// </summary>
public static class Redaction
{
    public const string Hidden = "(hidden)";
    public const string Sealed = "(sealed)";

    private static readonly string[] SecretNames = ["password", "secret", "token", "answerKey"];

    public static byte[] Of(ReadOnlyMemory<byte> json)
    {
        var root = JsonNode.Parse(json.Span);
        return JsonSerializer.SerializeToUtf8Bytes(Redacted(root), RedactionJson.Default.JsonNode);
    }

    private static JsonNode? Redacted(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields.ToArray())
                {
                    if (IsSecret(name))
                        fields[name] = Hidden;
                    else if (Redacted(value) is var redacted && !ReferenceEquals(redacted, value))
                        fields[name] = redacted;
                }
                return fields;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (Redacted(items[i]) is var redacted && !ReferenceEquals(redacted, items[i]))
                        items[i] = redacted;
                }
                return items;
            case JsonValue value
                when value.GetValueKind() == JsonValueKind.String && IsSealed(value.GetValue<string>()):
                return Sealed;
            default:
                return node;
        }
    }

    private static bool IsSecret(string name) =>
        Array.Exists(SecretNames, secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase));

    /// <summary>As the vault writes it: <c>v1.{person}.{box}</c>.</summary>
    private static bool IsSealed(string text) =>
        text.Split('.') is [['v', ..] version, var person, var box]
        && int.TryParse(version.AsSpan(1), out _)
        && Guid.TryParseExact(person, "N", out _)
        && Base64Url.IsValid(box);
}

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class RedactionJson : JsonSerializerContext;
