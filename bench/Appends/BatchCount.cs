using System.Diagnostics.Metrics;

namespace Academy.Bench.Appends;

/// <summary>Counts the journal's batches while it lives.</summary>
internal sealed class BatchCount : IDisposable
{
    private readonly MeterListener listener = new();
    private long count;

    public BatchCount()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "Academy.Journal", Name: "journal.batch.size" })
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, _, _, _) => Interlocked.Increment(ref count));
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose() => listener.Dispose();
}
