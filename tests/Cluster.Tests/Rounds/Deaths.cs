using Academy.Clusters.Fleets;
using Academy.Processes;
using Academy.Processes.Clients;

namespace Academy.Clusters.Rounds;

/// <summary>kill -9 of a silo, which stays away until all its grains have answered elsewhere.</summary>
internal sealed class KilledSilo : Fault
{
    public override string Name => "silo killed";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var silo = fleet.Any(fleet.Silos, random);
        silo.MayEnd = true;
        await silo.KillAsync();
        var recovery = await fleet.RecoveredAsync(load, "after the death of a silo");
        await fleet.ForgetAsync(silo);
        await silo.StartAsync();
        return recovery;
    }
}

/// <summary>kill -9 of an Api node: its clients and their sockets go on at the other.</summary>
internal sealed class KilledApi : Fault
{
    public override string Name => "api killed";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var api = fleet.Any(fleet.Apis, random);
        api.MayEnd = true;
        await api.KillAsync();
        var recovery = await fleet.RecoveredAsync(load, "after the death of an Api node");
        await api.StartAsync();
        return recovery;
    }
}

/// <summary>kill -9 of anybody every few seconds, while those before are still coming back.</summary>
internal sealed class KilledInTurn : Fault
{
    private static readonly int Deaths = Size.Of(always: 2, full: 10);

    public override string Name => "killed in turn";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var returning = new List<Task>();
        for (var death = 0; death < Deaths; death++)
        {
            var victim = fleet.Any(
                fleet.Nodes.Where(node =>
                    node.IsUp && fleet.Nodes.Count(other => other.IsUp && other.IsSilo == node.IsSilo) > 1
                ),
                random
            );
            victim.MayEnd = true;
            await victim.KillAsync();
            returning.Add(victim.StartAsync());
            await Task.Delay(random.Next(500, 3_000));
        }
        var recovery = fleet.RecoveredAsync(load, "after the last death of several");
        await Task.WhenAll(returning);
        return await recovery;
    }
}

/// <summary>
/// SIGSTOP of a silo for longer than its lease, so that others take over; then SIGCONT. What wakes up writes nothing,
/// answers nothing, and ends with 3.
/// </summary>
internal sealed class FrozenSilo : Fault
{
    public override string Name => "silo frozen";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var silo = fleet.Any(fleet.Silos, random);
        silo.MayEnd = true;
        silo.Process.Freeze();
        TimeSpan recovery;
        try
        {
            recovery = await fleet.RecoveredAsync(load, "after a silo froze");
            await fleet.ForgetAsync(silo);
        }
        finally
        {
            silo.Process.Thaw();
        }
        await load.MoreAsync(20, "beside a silo that woke up");
        await silo.EndsReplacedAsync();
        return recovery;
    }
}
