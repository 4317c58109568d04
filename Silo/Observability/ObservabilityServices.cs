using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace Academy.Silo.Observability;

/// <summary>What every process shows of itself, whether it is a silo, a node of the Api, or both.</summary>
public static class ObservabilityServices
{
    /// <summary>
    /// Gathers the measurements of this process; sends them to a collector as well, when the usual variable names one.
    /// First among what is added, so that it is the last to stop.
    /// </summary>
    public static void AddObservability(this IHostApplicationBuilder builder)
    {
        builder.AddTelemetry();
        builder.Services.AddHostedService<TraceIds>();
        builder.Services.AddHealthChecks().AddCheck<StoppingCheck>("stopping");
    }

    /// <summary>
    /// Adds the small port of a silo that is no web server: <c>/health/live</c>, <c>/health/ready</c> and
    /// <c>/metrics</c> at <c>Silo__HttpUrl</c>.
    /// </summary>
    public static void AddSiloPort(this IHostApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<SiloPortOptions>()
            .Bind(builder.Configuration.GetSection("Silo"))
            .Validate(
                o => o.IsAddress,
                "Silo__HttpUrl must be an address such as http://127.0.0.1:8081 or http://+:8081."
            )
            .ValidateOnStart();
        builder.Services.AddHostedService<SiloPort>();
        // Probes come every few seconds, and are no news.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }

    /// <summary>
    /// <c>/metrics</c>: the measurements of a host, as Prometheus reads them. The host is named because a port of its
    /// own has services of its own.
    /// </summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints, IServiceProvider host) =>
        endpoints.MapPrometheusScrapingEndpoint(
            "/metrics",
            host.GetRequiredService<MeterProvider>(),
            configureBranchedPipeline: null,
            optionsName: null
        );
}
