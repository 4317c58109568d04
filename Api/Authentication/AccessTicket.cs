using System.Security.Claims;
using Academy.Accounts;
using Academy.Commands;
using Microsoft.AspNetCore.Authentication;

namespace Academy.Api.Authentication;

/// <summary>What a verified access token says. One instance serves every request that carries the token.</summary>
/// <remarks>
/// It is the request's principal as well, so that it travels in <see cref="HttpContext.User"/> without a lookup.
/// </remarks>
internal sealed class AccessTicket(Caller caller, SessionId session, DateTimeOffset expires)
    : ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", caller.Actor)], authenticationType: "Bearer", "sub", "role"))
{
    /// <summary>What the framework's authentication wants to be told, made once.</summary>
    public AuthenticationTicket Authentication => authentication ??= new AuthenticationTicket(this, BearerHandler.Name);

    private AuthenticationTicket? authentication;

    public Caller Caller => caller;

    public SessionId Session => session;

    public DateTimeOffset Expires => expires;

    /// <summary>
    /// Lets endpoints take the ticket as a parameter; the endpoint's policy has made sure that there is one.
    /// </summary>
    public static ValueTask<AccessTicket> BindAsync(HttpContext http) => new(http.Ticket());
}

internal static class AccessTicketExtensions
{
    /// <summary>The ticket of a request (or hub connection) that was let in.</summary>
    public static AccessTicket Ticket(this HttpContext http) =>
        http.TicketOrNull()
        ?? throw new InvalidOperationException("This endpoint asks for a caller but lets in anybody.");

    /// <summary>Whether it is somebody of the organization that runs the platform.</summary>
    public static bool IsOfPlatform(this AccessTicket ticket) => ticket.Caller.Organization == OrganizationId.Default;

    public static AccessTicket? TicketOrNull(this HttpContext http) => http.User as AccessTicket;
}
