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
        builder.Services.AddSingleton(new SigningKeys(pem));
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSingleton<AccessTicketCache>();
        builder.Services.AddSingleton(new Cursors(CursorKey(pem)));
    }

    /// <summary>Nodes that share the signing key read each other's cursors.</summary>
    private static byte[] CursorKey(string pem) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, System.Text.Encoding.UTF8.GetBytes(pem), 32, info: "academy cursors"u8.ToArray());
}
