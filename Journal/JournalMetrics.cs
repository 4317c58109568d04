using System.Diagnostics.Metrics;

namespace Academy.Journal;

/// <summary>The meter <c>Academy.Journal</c>.</summary>
internal sealed class JournalMetrics
{
    private readonly Meter meter;
    private readonly Counter<long> appends;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> batchDuration;
    private readonly Histogram<double> lateRenewal;
    private readonly Counter<long> forgotten;

    public JournalMetrics(IMeterFactory meters)
    {
        meter = meters.Create("Academy.Journal");
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
        forgotten = meter.CreateCounter<long>(
            "journal.forgotten",
            "{row}",
            "Expired rows that were deleted, by table."
        );
    }

    public void Completed(int count, TimeSpan duration)
    {
        appends.Add(count);
        batchSize.Record(count);
        batchDuration.Record(duration.TotalSeconds);
    }

    public void RenewedLate(TimeSpan since) => lateRenewal.Record(since.TotalSeconds);

    public void Forgot(string table, long rows) =>
        forgotten.Add(rows, new KeyValuePair<string, object?>("table", table));

    public void Watch(Func<int> waiting) =>
        meter.CreateObservableGauge("journal.queue.length", waiting, "{append}", "Appends that wait for a batch.");
}
