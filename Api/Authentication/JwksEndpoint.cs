using Academy.Api.Answers;

namespace Academy.Api.Authentication;

/// <summary>The public keys of access tokens (RFC 7517), for whoever wants to verify them.</summary>
internal static class JwksEndpoint
{
    public static void MapJwks(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/.well-known/jwks.json", (SigningKeys keys) =>
                new JsonAnswer<JsonWebKeySet>(
                    new([.. keys.All.Select(k => new JsonWebKey("EC", "P-256", k.X, k.Y, k.Id, "sig", "ES256"))]),
                    ApiJson.Default.JsonWebKeySet
                )
            )
            .Access(AccessRule.Open)
            .ExcludeFromDescription();
}

internal sealed record JsonWebKeySet(IReadOnlyList<JsonWebKey> Keys);

internal sealed record JsonWebKey(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg);
