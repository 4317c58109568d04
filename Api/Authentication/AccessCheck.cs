using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Traffic;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Authentication;

/// <summary>
/// Lets a request through to its endpoint or answers 401 or 403, by the endpoint's <see cref="AccessRule"/>.
/// </summary>
/// <remarks>
/// It stands where the framework's authentication and authorization would, which build a principal, a ticket and a
/// result per request; this finds one cached object.
/// </remarks>
internal sealed class AccessCheck(
    RequestDelegate next,
    AccessTicketCache tickets,
    RevokedAccess revoked,
    RevocationFreshness freshness,
    RateLimits limits
)
{
    private const string Scheme = "Bearer ";

    /// <summary>
    /// Browsers cannot set a header on a WebSocket, so there, and only there, the token may be in the query.
    /// </summary>
    private static readonly PathString QueryTokenPath = "/hub";

    public Task InvokeAsync(HttpContext http)
    {
        // Routing's own endpoints, which only say 405 or 415, are no route endpoints and open nothing.
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
            return next(http);
        var rule = endpoint.Metadata.GetMetadata<AccessRule>() ?? AccessRule.Admin;
        if (!rule.ReadsToken)
            return next(http);
        var token = TokenOf(http.Request, out var shown);
        if (!shown)
            return rule.Anonymous ? next(http) : Refuse(http, ApiProblems.TokenMissing, "Bearer");
        if (!tickets.TryGet(token, out var ticket))
        {
            // Checking a signature is the dearest thing that a stranger can have us do: it counts like a request.
            return limits.Enabled && !limits.TakeAnonymous(http).Granted
                ? ProblemWriter.WriteAsync(http, ApiProblems.RateLimited.Problem())
                : Refuse(http, ApiProblems.TokenInvalid, "Bearer error=\"invalid_token\"");
        }
        return freshness.Holds ? Enter(http, rule, ticket) : EnterWhenFresh(http, rule, ticket);
    }

    private Task Enter(HttpContext http, AccessRule rule, AccessTicket ticket)
    {
        if (revoked.Refuses(ticket))
            return Refuse(http, ApiProblems.TokenInvalid, "Bearer error=\"invalid_token\"");
        if (ticket.Caller.Role < rule.AtLeast)
            return ProblemWriter.WriteAsync(http, ApiProblems.Forbidden.Problem());
        http.User = ticket;
        return next(http);
    }

    private async Task EnterWhenFresh(HttpContext http, AccessRule rule, AccessTicket ticket)
    {
        if (await freshness.WaitAsync(http.RequestAborted))
            await Enter(http, rule, ticket);
        else
            await ProblemWriter.WriteAsync(http, ApiProblems.Unavailable.Problem());
    }

    private static ReadOnlySpan<char> TokenOf(HttpRequest request, out bool shown)
    {
        var header = request.Headers.Authorization;
        shown = header.Count > 0;
        if (header is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return value.AsSpan(Scheme.Length);
        if (
            !shown
            && request.Path.StartsWithSegments(QueryTokenPath, StringComparison.Ordinal)
            && request.Query["access_token"] is [{ Length: > 0 } queried]
        )
        {
            shown = true;
            return queried;
        }
        if (
            !shown
            && request.Path.StartsWithSegments(DashboardEndpoints.Path, StringComparison.Ordinal)
            && request.Cookies.TryGetValue(DashboardEndpoints.Cookie, out var kept)
        )
        {
            shown = true;
            return kept;
        }
        return default;
    }

    private static Task Refuse(HttpContext http, ProblemKind kind, string challenge)
    {
        http.Response.Headers[HeaderNames.WWWAuthenticate] = challenge;
        return ProblemWriter.WriteAsync(http, kind.Problem());
    }
}
