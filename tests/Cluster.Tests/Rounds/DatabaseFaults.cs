using Academy.Clusters.Fleets;
using Academy.Processes.Clients;

namespace Academy.Clusters.Rounds;

/// <summary>A crash of PostgreSQL as a whole, for a moment.</summary>
internal sealed class CrashedDatabase : Fault
{
    public override string Name => "database crashed";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        fleet.AllMayEnd();
        await fleet.Database.StopAsync("immediate");
        await Task.Delay(random.Next(1_000));
        await fleet.Database.StartAgainAsync();
        return await fleet.RecoveredAsync(load, "after PostgreSQL crashed");
    }
}

/// <summary>kill -9 of PostgreSQL's postmaster, whose backends may live on for a moment.</summary>
internal sealed class KilledPostmaster : Fault
{
    public override string Name => "postmaster killed";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        fleet.AllMayEnd();
        fleet.Database.Kill(fleet.Database.Postmaster);
        await fleet.Database.StartAgainAsync();
        return await fleet.RecoveredAsync(load, "after PostgreSQL's postmaster was killed");
    }
}

/// <summary>
/// PostgreSQL is away for longer than all leases: whose lease is renewed first may take over from the others, or not.
/// </summary>
internal sealed class DatabaseAway : Fault
{
    public override string Name => "database away";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        fleet.AllMayEnd();
        await fleet.Database.StopAsync("immediate");
        await Task.Delay(TimeSpan.FromSeconds(6));
        await fleet.Database.StartAgainAsync();
        return await fleet.RecoveredAsync(load, "after PostgreSQL was away for longer than a lease");
    }
}
