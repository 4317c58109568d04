using Academy.Api.Authentication;

namespace Academy.Api.Tests.Surroundings;

internal static class Keys
{
    /// <summary>The signing key of all servers in this process.</summary>
    public static readonly string Pem = SigningKeys.NewPem();
}
