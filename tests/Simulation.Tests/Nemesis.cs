using Academy.Simulation.Tests.Database;

namespace Academy.Simulation.Tests;

/// <summary>Sees to the processes of a world, and does harm to them.</summary>
internal interface INemesis
{
    /// <summary>Everybody is there who should be.</summary>
    Task BeginAsync();

    Task RunAsync();

    /// <summary>No more harm, and somebody serves.</summary>
    Task MakePeaceAsync();
}

/// <summary>
/// Does harm, by chance: kills processes, lets a second take over from one that still runs, stops the database.
/// </summary>
internal sealed class Nemesis(AcademyWorld academy, int deeds) : INemesis
{
    private Worlds.Chance Chance => academy.World.Chance;

    private DatabaseFaults Faults => academy.Database.Faults;

    public Task BeginAsync() => academy.StartNodeAsync();

    public async Task RunAsync()
    {
        SetFaults();
        for (var i = 0; i < deeds && !academy.IsEnding; i++)
        {
            await academy.Delay(Chance.Milliseconds(100, 3_000));
            switch (Chance.Below(8))
            {
                case 0 or 1:
                    await CrashAsync();
                    break;
                case 2 or 3:
                    await TakeOverAsync();
                    break;
                case 4:
                    await StopDatabaseAsync();
                    break;
                case 5:
                    await academy.DeafenAsync(academy.Current);
                    break;
                case 6:
                    await academy.MoveAsync(academy.Current);
                    break;
                default:
                    SetFaults();
                    break;
            }
        }
    }

    /// <summary>No more harm, and somebody serves.</summary>
    public async Task MakePeaceAsync()
    {
        Faults.Stop();
        academy.Database.Start();
        foreach (var zombie in academy.Living.Where(node => node != academy.Current).ToArray())
            academy.Kill(zombie);
        if (academy.Current is null || academy.Current.IsGone)
            await academy.StartNodeAsync();
    }

    private void SetFaults()
    {
        var heavy = Chance.OneIn(3);
        Faults.Lost = Chance.OneIn(3) ? 0 : Chance.Between(heavy ? 4 : 20, 60);
        Faults.Failing = Chance.OneIn(2) ? 0 : Chance.Between(heavy ? 4 : 20, 60);
        Faults.Slow = Chance.OneIn(2) ? 0 : Chance.Between(heavy ? 3 : 15, 60);
        Faults.ReadFailing = Chance.OneIn(2) ? 0 : Chance.Between(heavy ? 4 : 20, 60);
    }

    private async Task CrashAsync()
    {
        if (academy.Current is { } node)
            academy.Kill(node);
        await academy.Delay(Chance.Milliseconds(0, 1_500));
        await academy.StartNodeAsync();
    }

    /// <summary>
    /// The old process stands still, or goes on; the new one fences it out; the old one comes back and tries.
    /// </summary>
    private async Task TakeOverAsync()
    {
        var old = academy.Current;
        var pauses = Chance.OneIn(2);
        if (old is not null)
            academy.History.Remark(old.Name, pauses ? "is stopped" : "is about to be replaced");
        if (pauses)
            old?.Machine.Pause();
        await academy.Delay(Chance.Milliseconds(0, 2_000));
        await academy.StartNodeAsync();
        if (old is null)
            return;
        await academy.Delay(Chance.Milliseconds(0, 3_000));
        academy.History.Remark(old.Name, "goes on");
        old.Machine.Resume();
    }

    private async Task StopDatabaseAsync()
    {
        academy.History.Remark("database", "stops at once");
        academy.Database.Crash();
        await academy.Delay(Chance.Milliseconds(1, 2_000));
        academy.Database.Start();
        academy.History.Remark("database", "is back");
    }
}
