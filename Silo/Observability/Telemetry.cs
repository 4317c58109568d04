using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Academy.Silo.Observability;

/// <summary>
/// Metrics for Prometheus, which asks for them; with a collector (<see cref="CollectorSetting"/>), metrics and traces
/// are sent to it as well.
/// </summary>
internal static class Telemetry
{
    /// <summary>OpenTelemetry's own name of the variable that names the collector.</summary>
    private const string CollectorSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Sources = ["Academy.*", "Microsoft.Orleans.*", "Microsoft.AspNetCore", "Npgsql"];

    public static bool HasCollector(this IConfiguration configuration) =>
        configuration[CollectorSetting] is { Length: > 0 };

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var hasCollector = builder.Configuration.HasCollector();
        builder.Services.AddMetrics(EnableMeters);
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("academy"))
            .WithMetrics(metrics =>
            {
                metrics.AddView(MetricViews.Of).AddPrometheusExporter(Configure);
                if (hasCollector)
                    metrics.AddOtlpExporter();
            });
        // Without a collector nobody pays for recording a trace.
        if (hasCollector)
            telemetry.WithTracing(traces => traces.AddSource(Sources).AddOtlpExporter());
    }

    /// <summary>
    /// By the host's own registrations and not by the exporter's list of meters: a second host in the same process
    /// (tests) is not counted here.
    /// </summary>
    private static void EnableMeters(IMetricsBuilder metrics)
    {
        const MeterScope Everywhere = MeterScope.Global | MeterScope.Local;
        metrics.EnableMetrics("Academy", instrumentName: null, listenerName: null, MeterScope.Local);
        metrics.EnableMetrics("Microsoft.AspNetCore.Hosting", null, null, MeterScope.Local);
        metrics.EnableMetrics("Microsoft.AspNetCore.Server.Kestrel", null, null, MeterScope.Local);
        metrics.EnableMetrics("Microsoft.Orleans", null, null, Everywhere);
        metrics.EnableMetrics("Npgsql", null, null, Everywhere);
        metrics.EnableMetrics("System.Runtime", null, null, Everywhere);
    }

    private static void Configure(PrometheusAspNetCoreOptions options)
    {
        // The names of meters in every line double the answer, and no dashboard of ours asks for them.
        options.ScopeInfoEnabled = false;
        // Prometheus asks every few seconds at most; whoever asks sooner wants to know what is now.
        options.ScrapeResponseCacheDurationMilliseconds = 0;
    }
}
