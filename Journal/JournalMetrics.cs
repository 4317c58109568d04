using System.Diagnostics.Metrics;

namespace Academy.Journal;

/// <summary>The meter <c>Academy.Journal</c>.</summary>
internal sealed class JournalMetrics : IDisposable
{
    public const string Name = "Academy.Journal";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> appends;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> batchDuration;
    private readonly Histogram<double> lateRenewal;

    public JournalMetrics()
    {
        appends = meter.CreateCounter<long>("journal.appends", "{append}", "Appends that got their result.");
        batchSize = meter.CreateHistogram<int>("journal.batch.size", "{append}", "Appends in one batch.");
        batchDuration = meter.CreateHistogram<double>(
            "journal.batch.duration",
            "s",
            "From taking a batch to its last result."
        );
        lateRenewal = meter.CreateHistogram<double>(
            "journal.lease.renewal.late",
            "s",
            "Time between two renewals of the lease, if it was more than half a lease."
        );
    }

    public void Completed(int count, TimeSpan duration)
    {
        appends.Add(count);
        batchSize.Record(count);
        batchDuration.Record(duration.TotalSeconds);
    }

    public void RenewedLate(TimeSpan since) => lateRenewal.Record(since.TotalSeconds);

    public void Watch(Func<int> waiting) =>
        meter.CreateObservableGauge("journal.queue.length", waiting, "{append}", "Appends that wait for a batch.");

    public void Dispose() => meter.Dispose();
}
