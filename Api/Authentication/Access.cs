using Academy.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Academy.Api.Authentication;

/// <summary>
/// The policies of endpoints. An endpoint that allows anonymous callers does not even look at a token; one without a
/// policy lets in nobody but admins.
/// </summary>
internal static class Access
{
    /// <summary>Anybody; who shows a token may see more, and must show a good one.</summary>
    public const string Anyone = "anyone";

    public const string SignedIn = "signed-in";

    public const string Instructor = "instructor";

    public const string Admin = "admin";

    public static void AddPolicies(AuthorizationOptions options)
    {
        options.AddPolicy(Anyone, policy => policy.AddRequirements(new GoodTokenIfAny()));
        options.AddPolicy(SignedIn, policy => policy.AddRequirements(new RoleAtLeast(Role.Student)));
        options.AddPolicy(Instructor, policy => policy.AddRequirements(new RoleAtLeast(Role.Instructor)));
        options.AddPolicy(Admin, policy => policy.AddRequirements(new RoleAtLeast(Role.Admin)));
        options.FallbackPolicy = new([new AdminIfRouted()], []);
    }

    private static bool IsAtLeast(this AuthorizationHandlerContext context, Role role) =>
        context.User is AccessTicket ticket && ticket.Caller.Role >= role;

    private sealed class RoleAtLeast(Role role) : AuthorizationHandler<RoleAtLeast>, IAuthorizationRequirement
    {
        private Role Role => role;

        /// <summary>Called for each such requirement of the endpoint, not only for this one.</summary>
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleAtLeast requirement)
        {
            if (context.IsAtLeast(requirement.Role))
                context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }

    private sealed class GoodTokenIfAny : AuthorizationHandler<GoodTokenIfAny>, IAuthorizationRequirement
    {
        protected override async Task HandleRequirementAsync(
            AuthorizationHandlerContext context,
            GoodTokenIfAny requirement
        )
        {
            // The scheme has the result already: it authenticates a request once.
            if (
                context.User is AccessTicket
                || (context.Resource is HttpContext http && (await http.AuthenticateAsync()).Failure is null)
            )
                context.Succeed(requirement);
        }
    }

    /// <summary>
    /// Where there is no endpoint, or one of routing's own, there is nothing to protect: 404, 405, 415.
    /// </summary>
    private sealed class AdminIfRouted : AuthorizationHandler<AdminIfRouted>, IAuthorizationRequirement
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AdminIfRouted requirement)
        {
            if (
                context.IsAtLeast(Role.Admin)
                || (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
            )
                context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
