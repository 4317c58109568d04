using System.Diagnostics.Metrics;

namespace Academy.Api.Tests.Surroundings;

/// <summary>
/// Grains that woke in this process since, by the engine's own count: also those that are gone again.
/// </summary>
internal sealed class Activations : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly Lock gate = new();
    private readonly List<string> woken = [];

    public Activations()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument is { Meter.Name: "Microsoft.Orleans", Name: "orleans-grains" })
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>(
            (_, change, tags, _) =>
            {
                if (change < 1)
                    return;
                lock (gate)
                {
                    foreach (var (_, value) in tags)
                        woken.Add($"{value}");
                }
            }
        );
        listener.Start();
    }

    /// <summary>How many of a type whose name has these letters.</summary>
    public int Of(string type)
    {
        lock (gate)
            return woken.Count(name => name.Contains(type, StringComparison.OrdinalIgnoreCase));
    }

    public void Dispose() => listener.Dispose();
}
