using Academy.Clusters.Fleets;
using Academy.Processes.Clients;

namespace Academy.Clusters.Rounds;

/// <summary>A silo joins, works for a while, and leaves in order.</summary>
internal sealed class SiloAddedAndRemoved : Fault
{
    public override string Name => "silo added, removed";

    public override bool IsOrderly => true;

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var silo = fleet.Add(isSilo: true);
        await silo.StartAsync();
        var joined = await fleet.RecoveredAsync(load, "after a silo joined");
        await load.MoreAsync(random.Next(20, 200), "with a silo more");
        await silo.StopAsync();
        var left = await fleet.RecoveredAsync(load, "after a silo left");
        await fleet.RemoveAsync(silo);
        return joined > left ? joined : left;
    }
}

/// <summary>A new release, or a setting: every process is stopped and started again, one after the other.</summary>
internal sealed class AllRolled : Fault
{
    public override string Name => "all rolled";

    public override bool IsOrderly => true;

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var slowest = TimeSpan.Zero;
        foreach (var node in fleet.Nodes.ToArray())
        {
            await node.StopAsync();
            var without = fleet.RecoveredAsync(load, $"after {node.Name} stopped");
            await node.StartAsync();
            var recovery = await without;
            slowest = recovery > slowest ? recovery : slowest;
        }
        return slowest;
    }
}
