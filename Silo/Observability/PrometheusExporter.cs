using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Observability;

/// <summary>
/// Gathers the measurements of this process's meters and writes them in Prometheus's text format (0.0.4).
/// </summary>
/// <remarks>
/// Histograms become the sums and counts of fixed buckets; each combination of tags is one series.
/// </remarks>
internal sealed class PrometheusExporter : IHostedService, IDisposable
{
    /// <summary>The meters worth gathering; a star stands for any rest.</summary>
    public static readonly string[] Meters =
    [
        "Academy.*",
        "Microsoft.Orleans",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Npgsql",
        "System.Runtime",
    ];

    /// <summary>
    /// Orleans measures these at every message between grains, which costs more than they say. The others it adds up
    /// itself.
    /// </summary>
    private static readonly string[] PerMessage =
    [
        "orleans-messaging-sent-messages-size",
        "orleans-messaging-received-messages-size",
        "orleans-gateway-sent",
        "orleans-gateway-received",
        "orleans-directory-",
    ];

    private readonly ConcurrentDictionary<Instrument, Metric> metrics = new();
    private readonly MeterListener listener = new();

    public PrometheusExporter()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (Meters.Any(meter => Covers(meter, instrument.Meter.Name)) && !IsPerMessage(instrument))
                self.EnableMeasurementEvents(instrument, metrics.GetOrAdd(instrument, static i => new Metric(i)));
        };
        listener.SetMeasurementEventCallback<byte>(
            static (_, value, tags, state) => ((Metric)state!).Record(value, tags)
        );
        listener.SetMeasurementEventCallback<short>(
            static (_, value, tags, state) => ((Metric)state!).Record(value, tags)
        );
        listener.SetMeasurementEventCallback<int>(
            static (_, value, tags, state) => ((Metric)state!).Record(value, tags)
        );
        listener.SetMeasurementEventCallback<long>(
            static (_, value, tags, state) => ((Metric)state!).Record(value, tags)
        );
        listener.SetMeasurementEventCallback<float>(
            static (_, value, tags, state) => ((Metric)state!).Record(value, tags)
        );
        listener.SetMeasurementEventCallback<double>(
            static (_, value, tags, state) => ((Metric)state!).Record(value, tags)
        );
        listener.SetMeasurementEventCallback<decimal>(
            static (_, value, tags, state) => ((Metric)state!).Record((double)value, tags)
        );
    }

    /// <summary>With the host, so that it counts from the start and not from the first time somebody looks.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder(16 * 1024);
        foreach (var metric in metrics.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
            metric.Write(text);
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private static bool IsPerMessage(Instrument instrument) =>
        !instrument.IsObservable
        && Array.Exists(PerMessage, name => instrument.Name.StartsWith(name, StringComparison.Ordinal));

    private static bool Covers(string pattern, string meter) =>
        pattern.EndsWith('*') ? meter.StartsWith(pattern[..^1], StringComparison.Ordinal) : meter == pattern;
}
