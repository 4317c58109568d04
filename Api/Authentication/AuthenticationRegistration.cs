using System.Security.Cryptography;
using Academy.Api.Composition;
using Academy.Api.Requests;
using Microsoft.AspNetCore.Authentication;

namespace Academy.Api.Authentication;

internal static class AuthenticationRegistration
{
    /// <summary>Adds access tokens and the policies of endpoints.</summary>
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        var pem = builder.ReadSecret("Tokens:SigningKey", "signing-key.pem", SigningKeys.NewPem);
        builder
            .Services.AddOptions<AccessTokenOptions>()
            .BindConfiguration("Tokens")
            .Validate(
                options => options.IsValid,
                "Tokens__Issuer and Tokens__Audience must not be empty, Tokens__Lifetime be whole seconds, and "
                    + "Tokens__NotBeforeSkew not be negative."
            )
            .ValidateOnStart();
        builder.Services.AddSingleton(Keys(pem));
        builder.Services.AddSingleton(new DerivedKeys(pem));
        builder.Services.AddSingleton(s => new Cursors(s.GetRequiredService<DerivedKeys>().Of("academy cursors")));
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSingleton<AccessTicketCache>();
        builder.Services.AddSingleton<RevokedAccess>();
        builder.Services.AddSingleton<RevocationFreshness>();
        builder
            .Services.AddAuthentication(BearerHandler.Name)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Name, configureOptions: null);
        builder.Services.AddAuthorization(Access.AddPolicies);
        // Each request with a bad token would be a line.
        builder.Logging.AddFilter(typeof(BearerHandler).FullName, LogLevel.Warning);
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
}
