using Academy.Api.Problems;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Composition;

/// <summary>
/// The web client's files. Their names carry a hash of their content, except for those that begin a visit.
/// </summary>
internal static class WebClient
{
    private static readonly PathString Page = "/index.html";

    private static readonly object NoPage = new();

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
        app.UseFiles((http, path) => IsNamedByContent(path) ? "public, max-age=31536000, immutable" : "no-cache");
    }

    /// <summary>
    /// Every address that is a page of the client begins with the same file. After routing: this is for what the
    /// route table does not have. What is no page begins with it, too, and is 404: the client says so.
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
                        if (!ClientPages.Have(http.Request.Path))
                        {
                            http.Items[NoPage] = NoPage;
                            // It is always the whole page: whoever has it, or a part of it, was told 404 with it.
                            http.Request.Headers.Remove(HeaderNames.IfNoneMatch);
                            http.Request.Headers.Remove(HeaderNames.IfModifiedSince);
                            http.Request.Headers.Remove(HeaderNames.Range);
                        }
                        http.Request.Path = Page;
                        return next(http);
                    }
                );
                pages.UseFiles(
                    (http, _) =>
                    {
                        if (http.Items.ContainsKey(NoPage))
                            http.Response.StatusCode = StatusCodes.Status404NotFound;
                        return "no-cache";
                    }
                );
            }
        );

    private static void UseFiles(this IApplicationBuilder app, Func<HttpContext, string, string> cacheControl)
    {
        var files = app.ApplicationServices.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider;
        app.Use(
            (http, next) =>
            {
                PackedFiles.Choose(http, files);
                return next(http);
            }
        );
        app.UseStaticFiles(
            new StaticFileOptions
            {
                ContentTypeProvider = PackedFiles.Types,
                OnPrepareResponse = file =>
                {
                    PackedFiles.Say(file.Context, file.File.Name);
                    file.Context.Response.Headers.CacheControl = cacheControl(file.Context, file.Context.Request.Path);
                },
            }
        );
    }

    private static bool IsNamedByContent(PathString path) =>
        path.StartsWithSegments("/assets", StringComparison.Ordinal);

    /// <summary>No file, and not below an address of the server's own.</summary>
    private static bool IsPage(PathString path) =>
        path.Value is { Length: > 0 } text
        && !text.AsSpan(text.LastIndexOf('/') + 1).Contains('.')
        && !Array.Exists(Own, own => path.StartsWithSegments(own, StringComparison.OrdinalIgnoreCase));
}
