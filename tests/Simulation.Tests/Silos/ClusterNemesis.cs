using Academy.Simulation.Tests.Database;
using Academy.Simulation.Tests.Nodes;

namespace Academy.Simulation.Tests.Silos;

/// <summary>
/// Does harm to a cluster, by chance: kills, stops and cuts off silos, has others join and leave, stops the database.
/// </summary>
internal sealed class ClusterNemesis(AcademyWorld academy, int deeds) : INemesis
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private bool isOver;

    private Worlds.Chance Chance => academy.World.Chance;

    private DatabaseFaults Faults => academy.Database.Faults;

    public async Task BeginAsync()
    {
        foreach (var silo in academy.Silos)
            await academy.StartNodeAsync(silo);
        _ = academy.Network.Machine.Run(() =>
            academy.Directory.HealAsync(academy.Network.Machine, () => academy.Living, () => isOver)
        );
        await SettleAsync();
    }

    public async Task RunAsync()
    {
        SetFaults();
        for (var i = 0; i < deeds && !academy.IsEnding; i++)
        {
            await academy.Delay(Chance.Milliseconds(100, 3_000));
            switch (Chance.Below(11))
            {
                case 0 or 1:
                    await KillAsync();
                    break;
                case 2 or 3:
                    await FreezeAsync();
                    break;
                case 4:
                    await CutOffAsync();
                    break;
                case 5:
                    await LeaveAsync();
                    break;
                case 6:
                    academy.History.Remark("cluster", "grows");
                    await academy.StartNodeAsync("silo-new");
                    break;
                case 7:
                    await StopDatabaseAsync();
                    break;
                case 8:
                    await academy.DeafenAsync(Victim());
                    break;
                case 9:
                    await academy.MoveAsync(Victim());
                    break;
                default:
                    SetFaults();
                    break;
            }
        }
    }

    public async Task MakePeaceAsync()
    {
        Faults.Stop();
        academy.Network.Breaking = 0;
        academy.Directory.Forgetting = 0;
        academy.Network.Mend();
        academy.Database.Start();
        foreach (var node in academy.Living.Where(node => node.Machine.IsPaused).ToArray())
            node.Machine.Resume();
        // Who was replaced has learnt it by then.
        await academy.Delay(TimeSpan.FromSeconds(8));
        foreach (var silo in academy.Silos)
        {
            if (!academy.Living.Any(node => node.Silo!.Name == silo))
                await academy.StartNodeAsync(silo);
        }
        await SettleAsync();
        isOver = true;
    }

    private async Task SettleAsync()
    {
        for (var waited = TimeSpan.Zero; !academy.IsSettled(); waited += Look)
        {
            if (waited > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException("The cluster does not settle.");
            await academy.Delay(Look);
        }
        await academy.Delay(Look * 2); // Connections are made.
    }

    private void SetFaults()
    {
        var heavy = Chance.OneIn(3);
        Faults.Lost = Chance.OneIn(3) ? 0 : Chance.Between(heavy ? 6 : 30, 90);
        Faults.Failing = Chance.OneIn(2) ? 0 : Chance.Between(heavy ? 4 : 20, 60);
        Faults.Slow = Chance.OneIn(2) ? 0 : Chance.Between(heavy ? 4 : 20, 60);
        Faults.ReadFailing = Chance.OneIn(2) ? 0 : Chance.Between(heavy ? 4 : 20, 60);
        academy.Network.Breaking = Chance.OneIn(2) ? 0 : Chance.Between(heavy ? 20 : 100, 400);
        academy.Directory.Forgetting = Chance.OneIn(2) ? 0 : Chance.Between(2, 10);
    }

    private Node? Victim() => academy.AnyNode();

    private async Task KillAsync()
    {
        if (Victim() is not { } node)
            return;
        academy.Kill(node);
        await academy.Delay(Chance.Milliseconds(0, 4_000));
        await academy.StartNodeAsync(node.Silo!.Name);
    }

    /// <summary>Stands still for a while; others may have taken over when it goes on.</summary>
    private async Task FreezeAsync()
    {
        if (Victim() is not { } node)
            return;
        academy.History.Remark(node.Name, "is stopped");
        node.Machine.Pause();
        await academy.Delay(Chance.Milliseconds(0, 6_000));
        if (Chance.OneIn(3))
            await academy.StartNodeAsync(node.Silo!.Name); // Its supervisor has given it up.
        academy.History.Remark(node.Name, "goes on");
        node.Machine.Resume();
    }

    private async Task CutOffAsync()
    {
        if (Victim() is not { } node)
            return;
        academy.History.Remark(node.Name, "is cut off");
        academy.Network.Cut(node);
        await academy.Delay(Chance.Milliseconds(0, 5_000));
        academy.Network.Mend();
    }

    private async Task LeaveAsync()
    {
        if (Victim() is not { Machine.IsPaused: false, Serves: true } node || academy.Living.Count() < 2)
            return;
        academy.History.Remark(node.Name, "leaves");
        // It may be lost on the way, as anybody.
        await Task.WhenAny(node.LeaveAsync(), node.Gone, academy.Delay(TimeSpan.FromSeconds(20)));
        if (!node.IsGone)
            academy.Kill(node);
        await academy.StartNodeAsync(node.Silo!.Name);
    }

    private async Task StopDatabaseAsync()
    {
        academy.History.Remark("database", "stops at once");
        academy.Database.Crash();
        await academy.Delay(Chance.Milliseconds(1, 4_000));
        academy.Database.Start();
        academy.History.Remark("database", "is back");
    }
}
