using Academy.Operations;
using Orleans;

namespace Academy.Grains.Operations;

internal sealed class ClusterGrain(TimeProvider clock) : Grain, IClusterGrain
{
    /// <summary>More processes than this have another way to be looked at.</summary>
    private const int NodesMax = 1_000;

    private readonly Dictionary<string, (NodeReport Report, long At)> nodes = new(StringComparer.Ordinal);

    public Task Report(NodeReport report)
    {
        Forget();
        var isOld = nodes.TryGetValue(report.Name, out var known) && known.Report.Generation > report.Generation;
        if (!isOld && (known.Report is not null || nodes.Count < NodesMax))
            nodes[report.Name] = (report, clock.GetTimestamp());
        return Task.CompletedTask;
    }

    public Task<ClusterReports> Latest()
    {
        Forget();
        return Task.FromResult(new ClusterReports(
            [.. nodes.Values.Select(node => new AgedReport(node.Report, clock.GetElapsedTime(node.At)))]));
    }

    private void Forget()
    {
        foreach (var (name, node) in nodes)
        {
            if (clock.GetElapsedTime(node.At) > ClusterReports.Kept)
                nodes.Remove(name);
        }
    }
}
