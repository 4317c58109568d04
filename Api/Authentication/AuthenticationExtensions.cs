using System.Security.Cryptography;
using System.Text;
using Academy.Api.Chat.Attachments;
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
        builder.Services.AddSingleton(new Cursors(KeyFor("academy cursors", pem)));
        builder.Services.AddSingleton(s => new FileLinks(
            KeyFor("academy files", pem),
            s.GetRequiredService<TimeProvider>()
        ));
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
                $"Tokens__SigningKey must be an EC P-256 private key in PEM form. {fault.Message}",
                fault
            );
        }
    }

    /// <summary>Nodes that share the signing key read each other's cursors and links.</summary>
    private static byte[] KeyFor(string purpose, string pem) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(pem),
            32,
            info: Encoding.UTF8.GetBytes(purpose)
        );
}
