using System.Diagnostics.Metrics;

namespace Academy.Grains.Operations.Housekeeping;

internal sealed class HousekeepingMetrics
{
    private readonly Counter<long> runs;

    public HousekeepingMetrics(IMeterFactory meters) =>
        runs = meters
            .Create("Academy.Housekeeping")
            .CreateCounter<long>(
                "academy.housekeeping.runs",
                "{run}",
                "Runs of the housekeeping in this process, by task and result."
            );

    public void Ran(string task, bool succeeded) =>
        runs.Add(
            1,
            new KeyValuePair<string, object?>("task", task),
            new KeyValuePair<string, object?>("result", succeeded ? "done" : "failed")
        );
}
