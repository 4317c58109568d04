using System.Diagnostics.Metrics;

namespace Academy.Silo.Calls;

/// <summary>What became of grain calls from outside a grain that failed at first.</summary>
internal sealed class CallMetrics
{
    private readonly Counter<long> repeats;

    public CallMetrics(IMeterFactory meters) =>
        repeats = meters
            .Create("Academy.Calls")
            .CreateCounter<long>(
                "academy.calls.repeated",
                "{call}",
                "Grain calls that were sent again, by what became of the attempt before: rejected or unknown."
            );

    public void Repeated(Exception fault) =>
        repeats.Add(
            1,
            new KeyValuePair<string, object?>("after", CallFaults.IsRejected(fault) ? "rejected" : "unknown")
        );
}
