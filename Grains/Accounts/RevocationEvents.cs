using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Streams;

namespace Academy.Grains.Accounts;

/// <summary>Access that ended; nodes see it, clients do not.</summary>
internal sealed record AccessRevoked(IReadOnlyList<Revocation> Revocations);

internal static class RevocationEvents
{
    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType
            .Of("access.revoked", 1, RevocationEventsJson.Default.AccessRevoked)
            .SentAs(
                (revoked, context) => context.Audience == Audience.Node ? revoked : null,
                RevocationEventsJson.Default.AccessRevoked
            ),
    ];
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AccessRevoked))]
[JsonSerializable(typeof(Revocation))]
internal sealed partial class RevocationEventsJson : JsonSerializerContext;
