using Academy.Api.Authentication;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Academy.Api.Observability;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: what it needs answers too.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var reads = new HttpMethodMetadata([HttpMethods.Get]);
        routes.MapHealthChecks("/health/live", new() { Predicate = _ => false }).WithMetadata(reads).AllowAnonymous();
        routes.MapHealthChecks("/health/ready").WithMetadata(reads).AllowAnonymous();
    }
}
