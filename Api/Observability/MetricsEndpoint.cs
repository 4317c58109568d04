using Academy.Api.Authentication;
using Academy.Api.Composition;

namespace Academy.Api.Observability;

/// <summary>
/// <c>/metrics</c>, for Prometheus. Operators keep it from the outside at the proxy (docs/operations.md).
/// </summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/metrics", (IServiceProvider services) => Hosting.Metrics(services))
            .AllowAnonymous()
            .ExcludeFromDescription();
}
