using System.Security.Cryptography;
using Academy.Api.Composition;
using Academy.Api.Requests;

namespace Academy.Api.Authentication;

internal static class AuthenticationExtensions
{
    public static void AddAccessTokens(this WebApplicationBuilder builder)
    {
        var options = new AccessTokenOptions();
        builder.Configuration.GetSection("Tokens").Bind(options);
        var pem = builder.ReadSecret("Tokens:SigningKey", "signing-key.pem", SigningKeys.NewPem);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(Keys(pem));
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSingleton<AccessTicketCache>();
        builder.Services.AddSingleton<RevokedAccess>();
        builder.Services.AddSingleton<RevocationFreshness>();
        builder.Services.AddSingleton(new Cursors(CursorKey(pem)));
    }

    private static SigningKeys Keys(string pem)
    {
        try
        {
            return new SigningKeys(pem);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException(
                $"Tokens__SigningKey must be an EC P-256 private key in PEM form. {fault.Message}", fault);
        }
    }

    /// <summary>Nodes that share the signing key read each other's cursors.</summary>
    private static byte[] CursorKey(string pem) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, System.Text.Encoding.UTF8.GetBytes(pem), 32, info: "academy cursors"u8.ToArray());
}
