using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Api.Problems;
using Academy.Api.Realtime;
using Academy.Commands;

namespace Academy.Api.Accounts;

/// <summary>Where a client wants its refresh token, unless it is in the body.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefreshIn>))]
internal enum RefreshIn
{
    [JsonStringEnumMemberName("cookie")]
    Cookie,
}

/// <summary>
/// Keeps a browser's refresh token where no script can read it. The browser sends the cookie only with requests from
/// our own site (<c>SameSite=Strict</c>), and the server reads and sets it only for pages of known origins. If a
/// browser ignores the first protection, the second still holds.
/// </summary>
internal sealed class RefreshCookie(OriginCheck origins, IHostEnvironment environment)
{
    /// <summary>
    /// The prefix has browsers take it over https only, from this host only, and for all of its paths.
    /// </summary>
    public const string SecureName = "__Host-academy-refresh";

    /// <summary>Over http, which browsers and this server accept in Development only.</summary>
    public const string PlainName = "academy-refresh";

    private static readonly TimeSpan Kept = AccountLimits.SessionIdleMax;

    /// <summary>Why this request can have no cookie; null when it asks for none, or can.</summary>
    public ProblemKind? Refuses(HttpContext http, RefreshIn? refresh) =>
        refresh is null ? null
        : !origins.Allows(http.Request) ? ApiProblems.OriginNotAllowed
        : !http.Request.IsHttps && !environment.IsDevelopment() ? ApiProblems.CookieNeedsHttps
        : null;

    /// <summary>The token that the request shows; one that is too long to be ours is none.</summary>
    public static string? TokenOf(HttpContext http) =>
        http.Request.Cookies[NameFor(http)] is { Length: > 0 and <= AccountLimits.RefreshTokenMax } token
            ? token
            : null;

    /// <summary>Puts the token of a sign-in into the cookie, and takes it out of the answer.</summary>
    public static Outcome<SignedInAnswer> Keep(HttpContext http, Outcome<SignedInAnswer> outcome)
    {
        if (!outcome.Accepted)
            return outcome;
        http.Response.Cookies.Append(NameFor(http), outcome.Answer.RefreshToken!, Options(http, Kept));
        return outcome.Answer with { RefreshToken = null };
    }

    /// <summary>Has the browser forget a token that is of no use any more.</summary>
    public static void Forget(HttpContext http) =>
        http.Response.Cookies.Append(NameFor(http), "", Options(http, TimeSpan.Zero));

    private static string NameFor(HttpContext http) => http.Request.IsHttps ? SecureName : PlainName;

    private static CookieOptions Options(HttpContext http, TimeSpan kept) =>
        new()
        {
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            MaxAge = kept,
        };
}
