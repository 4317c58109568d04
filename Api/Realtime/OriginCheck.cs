using Academy.Api.Problems;
using Microsoft.Extensions.Options;

namespace Academy.Api.Realtime;

/// <summary>Section <c>Hub</c>.</summary>
internal sealed class HubOptions
{
    /// <summary>Origins of other sites whose pages may connect, such as <c>https://app.academy.example</c>.</summary>
    public IList<string> Origins { get; } = [];

    public bool IsValid => Origins.All(origin => OriginCheck.Normal(origin) is not null);
}

/// <summary>
/// Whose pages may connect to the hub, and whose may use the cookie of a session. Browsers let a page of any site open
/// a WebSocket or send a form, and say which site in <c>Origin</c>; what says nothing is no browser.
/// </summary>
internal sealed class OriginCheck(IOptions<HubOptions> options)
{
    private readonly HashSet<string> allowed = [.. options.Value.Origins.Select(Normal).OfType<string>()];

    public Task CheckAsync(HttpContext http, RequestDelegate next) =>
        Allows(http.Request) ? next(http) : ProblemWriter.WriteAsync(http, ApiProblems.OriginNotAllowed);

    public bool Allows(HttpRequest request) =>
        request.Headers.Origin is var origin && (origin.Count == 0 || IsAllowed(request, origin));

    /// <summary>Scheme, host and port, where the text is nothing else; one form of each.</summary>
    internal static string? Normal(string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" }
            ? $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}"
            : null;

    /// <summary>
    /// The own site, whatever the scheme: what stands in front may have ended TLS, and passes the host on.
    /// </summary>
    private bool IsAllowed(HttpRequest request, string? origin) =>
        Normal(origin) is { } normal
        && (
            allowed.Contains(normal)
            || new Uri(normal).Scheme is var scheme && Normal($"{scheme}://{request.Host}") == normal
        );
}
