using System.Diagnostics.Metrics;

namespace Academy.Journal.Outbox;

/// <summary>The meter <c>Academy.Outbox</c>. Counts of the table are the same in every process.</summary>
internal sealed class OutboxMetrics
{
    private readonly Counter<long> attempts;
    private readonly Histogram<double> duration;
    private OutboxCounts counts;

    public OutboxMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Academy.Outbox");
        attempts = meter.CreateCounter<long>("outbox.attempts", "{attempt}", "Attempts, by kind and how they ended.");
        duration = meter.CreateHistogram<double>("outbox.attempt.duration", "s", "How long attempts took.");
        meter.CreateObservableGauge(
            "outbox.waiting",
            () => counts.Waiting,
            "{row}",
            "Rows that are neither done nor dead."
        );
        meter.CreateObservableGauge(
            "outbox.dead",
            () => counts.Dead,
            "{row}",
            "Dead letters, which wait for an operator."
        );
        meter.CreateObservableGauge(
            "outbox.oldest.due",
            () => counts.OldestDue,
            "s",
            "For how long the oldest waiting row has been due."
        );
    }

    public void Counted(OutboxCounts found) => counts = found;

    public void Ended(string kind, string how, TimeSpan elapsed)
    {
        attempts.Add(1, new("kind", kind), new KeyValuePair<string, object?>("result", how));
        duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));
    }
}
