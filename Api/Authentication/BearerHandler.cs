using System.Text.Encodings.Web;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Traffic;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Authentication;

/// <summary>
/// Finds out who sends a request, by the access token that it shows, and answers 401 or 403 where the endpoint's policy
/// (<see cref="Access"/>) does not let them in.
/// </summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    AccessTicketCache tickets,
    RevokedAccess revoked,
    RevocationFreshness freshness,
    RateLimits limits
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "Bearer";

    private const string Prefix = "Bearer ";

    /// <summary>
    /// Browsers cannot set a header on a WebSocket, so there, and only there, the token may be in the query.
    /// </summary>
    private static readonly PathString QueryTokenPath = "/hub";

    private static readonly Task<AuthenticateResult> Nobody = Task.FromResult(AuthenticateResult.NoResult());
    private static readonly AuthenticateResult Invalid = Refused(ApiProblems.TokenInvalid);
    private static readonly AuthenticateResult TooMany = Refused(ApiProblems.RateLimited);
    private static readonly AuthenticateResult Unknown = Refused(ApiProblems.Unavailable);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Routing's own endpoints, which only say 405 or 415, are no route endpoints and open nothing.
        if (Context.GetEndpoint() is not RouteEndpoint endpoint)
            return Nobody;
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return Nobody;
        var token = TokenOf(Request, out var shown);
        if (!shown)
            return Nobody;
        if (!tickets.TryGet(token, out var ticket))
        {
            // Checking a signature is the dearest thing that a stranger can have us do: it counts like a request.
            return Task.FromResult(limits.Enabled && !limits.TakeAnonymous(Context).Granted ? TooMany : Invalid);
        }
        return freshness.Holds ? Task.FromResult(Accept(ticket)) : AcceptWhenFreshAsync(ticket);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refused = (await HandleAuthenticateOnceSafeAsync()).Failure as TokenRefusedException;
        var problem = refused?.Problem ?? ApiProblems.TokenMissing;
        if (problem.Status == StatusCodes.Status401Unauthorized)
            Response.Headers[HeaderNames.WWWAuthenticate] = refused is null ? Name : $"{Name} error=\"invalid_token\"";
        await ProblemWriter.WriteAsync(Context, problem);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ProblemWriter.WriteAsync(Context, ApiProblems.Forbidden);

    private AuthenticateResult Accept(AccessTicket ticket) =>
        revoked.Refuses(ticket) ? Invalid : AuthenticateResult.Success(ticket.Authentication);

    private async Task<AuthenticateResult> AcceptWhenFreshAsync(AccessTicket ticket) =>
        await freshness.WaitAsync(Context.RequestAborted) ? Accept(ticket) : Unknown;

    private static ReadOnlySpan<char> TokenOf(HttpRequest request, out bool shown)
    {
        var header = request.Headers.Authorization;
        shown = header.Count > 0;
        if (header is [{ } value] && value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return value.AsSpan(Prefix.Length);
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

    private static AuthenticateResult Refused(ProblemKind problem) =>
        AuthenticateResult.Fail(new TokenRefusedException(problem));

    /// <summary>Why a token does not let its bearer in. It is carried to the answer, and never thrown.</summary>
    private sealed class TokenRefusedException(ProblemKind problem) : Exception(problem.Detail)
    {
        public ProblemKind Problem => problem;
    }
}
