using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Academy.Silo.Observability;

/// <summary>What every process shows of itself, whether it is a silo, a node of the Api, or both.</summary>
public static class ObservabilityServices
{
    /// <summary>The text format of <see cref="Metrics"/>.</summary>
    public const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>
    /// Gathers the measurements of this process; sends them to a collector as well, when the usual variable names one.
    /// First among what is added, so that it is the last to stop.
    /// </summary>
    public static void AddObservability(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PrometheusExporter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PrometheusExporter>());
        builder.Services.AddHostedService<TraceIds>();
        builder.Services.AddHealthChecks().AddCheck<StoppingCheck>("stopping");
        if (builder.Configuration[OtlpExport.Endpoint] is { Length: > 0 })
            builder.Services.AddHostedService<OtlpExport>();
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

    /// <summary>The measurements of this process in Prometheus's text format.</summary>
    public static string Metrics(IServiceProvider services) =>
        services.GetRequiredService<PrometheusExporter>().Write();
}
