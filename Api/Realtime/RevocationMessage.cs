using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>A message of <see cref="Revocations.Stream"/> as a node reads it.</summary>
internal sealed record RevocationMessage(IReadOnlyList<Revocation> Revocations)
{
    public static IReadOnlyList<Revocation> Of(StreamMessage message) =>
        message.Type == StreamMessage.None
            ? []
            : JsonSerializer
                .Deserialize(message.Data.Span, RevocationMessageJson.Default.RevocationMessage)!
                .Revocations;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(RevocationMessage))]
internal sealed partial class RevocationMessageJson : JsonSerializerContext;
