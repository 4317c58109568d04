using Academy.Operations;
using Orleans;

namespace Academy.Grains.Operations;

internal sealed class ClusterGrain(IClusterRoster roster, TimeProvider clock) : Grain, IClusterGrain
{
    /// <summary>More processes than this have another way to be looked at.</summary>
    private const int NodesMax = 1_000;

    /// <summary>By address: a silo that comes back is another than the one that went.</summary>
    private readonly Dictionary<string, (NodeReport Report, long At)> nodes = new(StringComparer.Ordinal);

    public Task Report(NodeReport report)
    {
        Forget();
        if (nodes.ContainsKey(report.Address) || nodes.Count < NodesMax)
            nodes[report.Address] = (report, clock.GetTimestamp());
        return Task.CompletedTask;
    }

    public Task<ClusterReports> Latest()
    {
        Forget();
        var (version, silos) = roster.Read();
        return Task.FromResult(
            new ClusterReports(
                version,
                [.. silos.Where(silo => silo.Status != "dead" || nodes.ContainsKey(silo.Address))],
                [.. nodes.Values.Select(node => new AgedReport(node.Report, clock.GetElapsedTime(node.At)))]
            )
        );
    }

    private void Forget()
    {
        foreach (var (address, node) in nodes)
        {
            if (clock.GetElapsedTime(node.At) > ClusterReports.Kept)
                nodes.Remove(address);
        }
    }
}
