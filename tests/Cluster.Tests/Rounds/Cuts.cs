using Academy.Clusters.Fleets;
using Academy.Processes.Clients;

namespace Academy.Clusters.Rounds;

/// <summary>
/// A silo that nobody of the cluster reaches, nor it them, while the database confirms it. Its lease holds; but three
/// probes that are missed, or refused, are votes against it, and then others take over. If not, its grains answer again
/// when it can be reached.
/// </summary>
internal sealed class SiloCutOff(Cut cut) : Fault
{
    public override string Name => $"silo cut off, {cut}";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var silo = fleet.Any(fleet.Silos, random);
        silo.MayEnd = true;
        silo.CutCluster(cut);
        await Task.Delay(random.Next(1_000, 4_000));
        silo.Mend();
        return await fleet.RecoveredAsync(load, "after a silo could be reached again");
    }
}

/// <summary>
/// A silo that reaches everybody but the database: when its lease has ended it answers nothing any more, others take
/// over, and when it learns of that it ends with 3.
/// </summary>
internal sealed class SiloWithoutDatabase(Cut cut) : Fault
{
    public override string Name => $"silo without database, {cut}";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var silo = fleet.Any(fleet.Silos, random);
        silo.MayEnd = true;
        silo.CutDatabase(cut);
        TimeSpan recovery;
        try
        {
            recovery = await fleet.RecoveredAsync(load, "after a silo lost the database");
            await fleet.ForgetAsync(silo);
        }
        finally
        {
            silo.Mend();
        }
        await silo.EndsReplacedAsync();
        return recovery;
    }
}

/// <summary>
/// An Api node without database: what it cannot know it does not say, and its clients find the other.
/// </summary>
internal sealed class ApiWithoutDatabase : Fault
{
    public override string Name => "api without database";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var api = fleet.Any(fleet.Apis, random);
        api.MayEnd = true;
        api.CutDatabase(Cut.Silent);
        await Task.Delay(random.Next(1_000, 5_000));
        api.Mend();
        return await fleet.RecoveredAsync(load, "after an Api node had the database again");
    }
}

/// <summary>
/// A silo and an Api node that reach each other, but not the database: they may believe in each other for longer than
/// the others do. Neither may tell anybody of the past.
/// </summary>
internal sealed class Minority : Fault
{
    public override string Name => "silo and api without database";

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var (silo, api) = (fleet.Any(fleet.Silos, random), fleet.Any(fleet.Apis, random));
        silo.MayEnd = api.MayEnd = true;
        api.CutDatabase(Cut.Silent);
        silo.CutDatabase(Cut.Silent);
        TimeSpan recovery;
        try
        {
            recovery = await fleet.RecoveredAsync(load, "at the majority's side");
            await fleet.ForgetAsync(silo);
            // Learners read at every door what they have written since.
            await load.MoreAsync(100, "at the majority's side");
        }
        finally
        {
            silo.Mend();
            api.Mend();
        }
        await silo.EndsReplacedAsync();
        return recovery;
    }
}
