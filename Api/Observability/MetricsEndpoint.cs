using Academy.Api.Authentication;

namespace Academy.Api.Observability;

/// <summary>
/// <c>/metrics</c>, for Prometheus. Operators keep it from the outside at the proxy (docs/operations.md).
/// </summary>
internal static class MetricsEndpoint
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        // Made now, so that it counts from the start and not from the first time somebody looks.
        var exporter = routes.ServiceProvider.GetRequiredService<PrometheusExporter>();
        routes.MapGet("/metrics", () => TypedResults.Text(exporter.Write(), TextFormat))
            .Access(AccessRule.Open)
            .ExcludeFromDescription();
    }
}
