using Academy.Api.Authentication;

namespace Academy.Api.Composition;

/// <summary>
/// The web client's files. Their names carry a hash of their content, except for those that begin a visit.
/// </summary>
internal static class WebClient
{
    private const string Page = "index.html";

    public static void UseWebClient(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(
            new StaticFileOptions
            {
                OnPrepareResponse = file =>
                    file.Context.Response.Headers.CacheControl = file.Context.Request.Path.StartsWithSegments(
                        "/assets",
                        StringComparison.Ordinal
                    )
                        ? "public, max-age=31536000, immutable"
                        : "no-cache",
            }
        );
    }

    /// <summary>Every address that is a page of the client begins with the same file.</summary>
    public static void MapWebClient(this IEndpointRouteBuilder routes) =>
        routes
            .MapFallbackToFile(
                $"{{*path:{PageConstraint.Name}}}",
                Page,
                new StaticFileOptions
                {
                    OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
                }
            )
            .AllowAnonymous();
}

/// <summary>The route constraint <c>:page</c>: no file, and not below an address of the server's own.</summary>
internal sealed class PageConstraint : IRouteConstraint
{
    public const string Name = "page";

    private static readonly string[] Own = ["api", "hub", "health", "metrics", "openapi", ".well-known"];

    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection
    )
    {
        var path = values[routeKey] as string ?? "";
        if (path.StartsWith("ops/dashboard/", StringComparison.OrdinalIgnoreCase))
            return false;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var first = path.AsSpan(0, slash >= 0 ? slash : path.Length);
        foreach (var own in Own)
        {
            if (first.Equals(own, StringComparison.OrdinalIgnoreCase))
                return false;
        }
        return !path.AsSpan(path.LastIndexOf('/') + 1).Contains('.');
    }
}
