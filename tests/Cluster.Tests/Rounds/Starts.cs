using System.Diagnostics;
using Academy.Clusters.Fleets;
using Academy.Processes.Clients;

namespace Academy.Clusters.Rounds;

/// <summary>
/// All silos are killed at once, and others come up in their place at other addresses: the table is full of silos that
/// nobody can reach, and the newcomers have to find out by themselves that they are dead.
/// </summary>
internal sealed class AllKilledAndMoved : Fault
{
    /// <summary>From the death of the last one.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public override string Name => "all silos killed, moved";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var silos = fleet.Silos.ToArray();
        var lives = silos.Select(silo => (silo.Member, silo.Life)).ToArray();
        foreach (var silo in silos)
            silo.MayEnd = true;
        await Task.WhenAll(silos.Select(silo => silo.KillAsync()));
        var recovered = fleet.RecoveredAsync(load, "after all silos were killed");
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            silos.Select(async silo =>
            {
                await silo.MoveAsync();
                await silo.StartAsync();
            })
        );
        var up = Stopwatch.GetElapsedTime(since);
        var recovery = await recovered;
        foreach (var (member, life) in lives)
            await fleet.ForgetAsync(member, life);
        // How long a process takes to come up is the machine's business.
        Assert.True(
            recovery <= (up > Limit / 2 ? up + Limit / 2 : Limit),
            $"Serving after {recovery}; the silos were members after {up}."
        );
        return recovery;
    }
}

/// <summary>Everything is stopped, nobody is in the table, and three silos start at the same moment.</summary>
internal sealed class ColdStart : Fault
{
    public override string Name => "cold start";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        foreach (var node in fleet.Apis.Concat(fleet.Silos))
        {
            node.MayEnd = true;
            await node.StopAsync();
        }
        await fleet.Database.RowsAsync("delete from orleansmembershiptable");
        await fleet.Database.RowsAsync("delete from orleansmembershipversiontable");
        var recovered = fleet.RecoveredAsync(load, "after a cold start");
        await Task.WhenAll(fleet.Nodes.Select(node => node.StartAsync()));
        return await recovered;
    }
}

/// <summary>
/// The lease of a frozen silo ends, the others see it, and the database fails right then: between their look and their
/// word. What they asked for may happen when it is back; nothing that was acknowledged is lost by it.
/// </summary>
internal sealed class DatabaseFailsAtTheVerdict : Fault
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    public override string Name => "database fails at verdict";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        fleet.AllMayEnd();
        var silo = fleet.Any(fleet.Silos, random);
        silo.Process.Freeze();
        TimeSpan recovery;
        try
        {
            var (started, left) = (
                Stopwatch.GetTimestamp(),
                await LeftAsync(fleet, silo) + TimeSpan.FromMilliseconds(random.Next(80))
            );
            while (Stopwatch.GetElapsedTime(started) < left)
                await Task.Delay(Look);
            await fleet.Database.StopAsync("immediate");
            await Task.Delay(random.Next(200, 3_000));
            await fleet.Database.StartAgainAsync();
            recovery = await fleet.RecoveredAsync(load, "after the database failed when a lease had ended");
            await fleet.ForgetAsync(silo.Member, silo.Life);
        }
        finally
        {
            silo.Process.Thaw();
        }
        await silo.EndsReplacedAsync();
        return recovery;
    }

    private static async Task<TimeSpan> LeftAsync(Fleet fleet, Node silo) =>
        (TimeSpan)
            (
                await fleet.Database.RowsAsync(
                    "select ends_at - clock_timestamp() from leases where silo = $1",
                    silo.Member
                )
            )[0][0];
}
