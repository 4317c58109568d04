using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Academy.Api.OpenApi;

/// <summary>
/// The OpenAPI document as a page to read and to try requests on. Everything it loads is served from here: it works
/// without the internet, and says nothing to others.
/// </summary>
internal static class ApiReference
{
    public const string Path = "/docs/api";

    public static void MapApiReference(this IEndpointRouteBuilder routes) =>
        routes
            .MapScalarApiReference(Path, (options, http) =>
            {
                var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
                http.Response.Headers.ContentSecurityPolicy = PolicyWith(nonce);
                options
                    .WithTitle("Academy: REST interface")
                    .AddDocument("v1", routePattern: OpenApiDescription.Path)
                    .WithNonce(nonce)
                    .DisableAgent()
                    .DisableDefaultFonts()
                    .DisableMcp()
                    .DisableTelemetry()
                    // These lead to services of others.
                    .HideClientButton()
                    .ShowDeveloperTools = DeveloperToolsVisibility.Never;
            })
            .AllowAnonymous();

    /// <summary>
    /// Its scripts make styles in the page, which the pages of the web client may not; and the page has scripts in it,
    /// each with this request's nonce.
    /// </summary>
    private static string PolicyWith(string nonce) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
