using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Orleans.Dashboard;

namespace Academy.Api.Operations;

/// <summary>
/// Orleans's own dashboard, for admins of the organization that runs the platform. It knows nothing of organizations or
/// secrets: so what it would show of the state of grains, and of the log, stays closed; <c>/ops</c> shows states,
/// redacted.
/// </summary>
internal static class DashboardEndpoints
{
    /// <summary>
    /// A page that a browser opens shows no header: its token is in a cookie, which is sent nowhere else.
    /// </summary>
    public const string Cookie = "academy-dashboard";

    public static readonly PathString Path = "/ops/dashboard";

    /// <summary>Its scripts make styles in the page, which the pages of the web client may not.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Closed = ["/GrainState", "/Trace"];

    /// <summary>How a browser gets the cookie.</summary>
    public static void MapDashboardCookie(this IEndpointRouteBuilder ops) =>
        ops.MapPost("/dashboard", Open)
            .WithSummary("Lets this browser open /ops/dashboard for as long as the access token holds, by a cookie.");

    public static void MapDashboard(this WebApplication app)
    {
        if (!app.Configuration.GetValue("Dashboard:Enabled", true))
            return;
        app.MapOrleansDashboard(Path)
            .ExcludeFromDescription()
            .RequireAuthorization(Access.Admin)
            .AddEndpointFilter<RouteGroupBuilder, PlatformOnly>();
    }

    private static Results<NoContent, ProblemResult> Open(HttpContext http, AccessTicket ticket)
    {
        if (!ticket.IsOfPlatform())
            return ProblemResult.Of(ApiProblems.Forbidden);
        http.Response.Cookies.Append(
            Cookie,
            http.Request.Headers.Authorization.ToString()["Bearer ".Length..],
            new CookieOptions
            {
                Path = Path,
                HttpOnly = true,
                Secure = http.Request.IsHttps,
                SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
                Expires = ticket.Expires,
            }
        );
        return TypedResults.NoContent();
    }

    private sealed class PlatformOnly : IEndpointFilter
    {
        public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            var http = context.HttpContext;
            if (!http.Ticket().IsOfPlatform())
                return new(ProblemResult.Of(ApiProblems.Forbidden));
            if (
                http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase, out var rest)
                && Array.Exists(Closed, closed => rest.StartsWithSegments(closed, StringComparison.OrdinalIgnoreCase))
            )
                return new(ProblemResult.Of(ApiProblems.NotFound));
            http.Response.Headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
            return next(context);
        }
    }
}
