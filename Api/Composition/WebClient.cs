using Academy.Api.Problems;

namespace Academy.Api.Composition;

/// <summary>
/// The web client's files. Their names carry a hash of their content, except for those that begin a visit.
/// </summary>
internal static class WebClient
{
    private static readonly PathString Page = "/index.html";

    /// <summary>What is below these is the server's own: never a page.</summary>
    private static readonly PathString[] Own =
    [
        "/api",
        "/hub",
        "/health",
        "/metrics",
        "/openapi",
        "/docs",
        "/.well-known",
        "/ops/dashboard",
    ];

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

    /// <summary>
    /// Every address that is a page of the client begins with the same file. After routing: this is for what the
    /// route table does not have.
    /// </summary>
    public static void UsePages(this WebApplication app) =>
        app.MapWhen(
            http => http.GetEndpoint() is null && IsPage(http.Request.Path),
            pages =>
            {
                pages.Use(
                    (http, next) =>
                    {
                        var method = http.Request.Method;
                        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
                        {
                            http.Response.Headers.Allow = $"{HttpMethods.Get}, {HttpMethods.Head}";
                            return ProblemWriter.WriteAsync(http, ApiProblems.MethodNotAllowed);
                        }
                        http.Request.Path = Page;
                        return next(http);
                    }
                );
                pages.UseStaticFiles(
                    new StaticFileOptions
                    {
                        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
                    }
                );
            }
        );

    /// <summary>No file, and not below an address of the server's own.</summary>
    private static bool IsPage(PathString path) =>
        path.Value is { Length: > 0 } text
        && !text.AsSpan(text.LastIndexOf('/') + 1).Contains('.')
        && !Array.Exists(Own, own => path.StartsWithSegments(own, StringComparison.OrdinalIgnoreCase));
}
