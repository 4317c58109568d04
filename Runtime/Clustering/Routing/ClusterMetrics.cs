using System.Diagnostics.Metrics;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>The instruments <c>academy.cluster.…</c> of the calls between processes, in the meter <c>Academy.Runtime</c>.</summary>
internal sealed class ClusterMetrics
{
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _unknown;
    private readonly Counter<long> _dropped;

    internal ClusterMetrics(IMeterFactory meters, ClusterRouter router)
    {
        var meter = meters.Create("Academy.Runtime");
        _durations = meter.CreateHistogram<double>(
            "academy.cluster.call.duration", "s", "Calls of grains in other processes, from the frame to the answer.");
        _retried = meter.CreateCounter<long>(
            "academy.cluster.calls.retried", "{call}", "Calls that were sent again, because the first attempt did not begin or may be repeated.");
        _rejected = meter.CreateCounter<long>(
            "academy.cluster.calls.rejected", "{call}", "Calls from other processes that were not begun here: wrong owner, stopping, too many.");
        _refused = meter.CreateCounter<long>(
            "academy.cluster.calls.refused", "{call}", "Calls to other processes that were not sent, because too many wait.");
        _unknown = meter.CreateCounter<long>(
            "academy.cluster.calls.unknown", "{call}", "Calls whose outcome is unknown, because the connection was lost.");
        _dropped = meter.CreateCounter<long>(
            "academy.cluster.calls.dropped", "{call}", "One-way calls that could not be delivered.");
        meter.CreateObservableUpDownCounter(
            "academy.cluster.connections", () => router.Sessions.Count, "{connection}", "Connections to other processes.");
        meter.CreateObservableUpDownCounter(
            "academy.cluster.calls.active", () => router.Sessions.Sum(static it => it.CallsInFlight),
            "{call}", "Calls to other processes that wait for their answer.");
        meter.CreateObservableUpDownCounter(
            "academy.cluster.calls.waiting", () => router.WaitingCalls, "{call}",
            "Calls that wait until their grain's place is known and reachable.");
        meter.CreateObservableCounter("academy.cluster.sent", () => router.Traffic.Sent, "By", "Bytes sent to other processes.");
        meter.CreateObservableCounter(
            "academy.cluster.received", () => router.Traffic.Received, "By", "Bytes received from other processes.");
        meter.CreateObservableCounter(
            "academy.cluster.frames.received", () => router.Traffic.Frames, "{frame}", "Frames received from other processes.");
    }

    internal bool MeasuresDurations => _durations.Enabled;

    internal void CountDuration(TimeSpan duration) => _durations.Record(duration.TotalSeconds);

    internal void CountRetried() => _retried.Add(1);

    internal void CountRejected() => _rejected.Add(1);

    internal void CountRefused() => _refused.Add(1);

    internal void CountUnknown() => _unknown.Add(1);

    internal void CountDropped() => _dropped.Add(1);
}
