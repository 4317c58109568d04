using Academy.Api.Authentication;
using Academy.Api.Operations;
using Academy.Api.Tests.Surroundings;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.Authentication;

// What the role of an admin opens is written down: every such route says so.
public sealed partial class AccessMatrixTests
{
    [Fact]
    public void Every_route_that_opens_by_role_says_that_it_is_audited()
    {
        var endpoints = Server
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e => !IsOfDashboard(NameOf(e)))
            .ToArray();
        var byPolicy = endpoints
            .Where(e => e.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy == Access.Admin))
            .Select(NameOf);
        var byTable = Table.Where(OpensByRole).Select(row => row.Route);
        var audited = endpoints.Where(e => e.Metadata.GetMetadata<Audited>() is not null).Select(NameOf);
        Assert.Empty(byPolicy.Concat(byTable).Distinct().Except(audited));
        Assert.True(byTable.Distinct().Count() > 15, "The table has hardly any such route: the test tests little.");
    }

    /// <summary>
    /// To admins, but not to those who have the same relation to it and no such role. In a room the other teacher is a
    /// moderator, elsewhere a stranger.
    /// </summary>
    private static bool OpensByRole(Row row) =>
        row.Expected is [_, _, not Ok, _, var otherTeacher, Ok, _]
        && (otherTeacher != Ok || row.Route.Contains("{roomId}", StringComparison.Ordinal));
}
