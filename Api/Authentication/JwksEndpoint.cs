using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Api.Answers;

namespace Academy.Api.Authentication;

/// <summary>The public keys of access tokens (RFC 7517), for whoever wants to verify them.</summary>
internal static class JwksEndpoint
{
    public static void MapJwks(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/.well-known/jwks.json", (SigningKeys keys) =>
                new JsonOk<PublicKeySet>(
                    new([.. keys.All.Select(k => new PublicKey("EC", "P-256", k.X, k.Y, k.Id, "sig", "ES256"))]),
                    JwksJson.Default.PublicKeySet
                )
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
}

internal sealed record PublicKeySet(IReadOnlyList<PublicKey> Keys);

internal sealed record PublicKey(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PublicKeySet))]
internal sealed partial class JwksJson : JsonSerializerContext;
