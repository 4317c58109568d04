using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Academy.Silo.Observability;

/// <summary>Sends traces and metrics to a collector.</summary>
internal sealed class OtlpExport : IHostedService, IDisposable
{
    /// <summary>The usual variable that names the collector.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Sources = ["Academy.*", "Microsoft.Orleans.*", "Microsoft.AspNetCore", "Npgsql"];

    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var academy = ResourceBuilder.CreateDefault().AddService("academy");
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(academy)
            .AddSource(Sources)
            .AddOtlpExporter()
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(academy)
            .AddMeter(PrometheusExporter.Meters)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }
}
