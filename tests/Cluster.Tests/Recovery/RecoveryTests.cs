using System.Globalization;
using Academy.Clusters.Fleets;
using Academy.Processes;
using Academy.Processes.Clients;
using Xunit.Abstractions;

namespace Academy.Clusters.Recovery;

/// <summary>
/// How long it takes until everything answers again after a silo was killed, or stands still, on a machine of its own:
/// nobody can see that its process is gone.
/// </summary>
public sealed class RecoveryTests(ITestOutputHelper output)
{
    private const int Learners = 12;

    private static readonly int Rounds = Size.Of(always: 1, full: 20, "ACADEMY_ROUNDS");

    /// <summary>
    /// The promised times hold where nothing else runs. Other test projects run beside the short one, on the same
    /// processors.
    /// </summary>
    private static readonly int TimesSlower = Size.Of(always: 3, full: 1);

    [Theory]
    [InlineData("fast", "killed", 5)]
    [InlineData("fast", "frozen", 5)]
    [InlineData("tolerant", "killed", 15)]
    [InlineData("tolerant", "frozen", 15)]
    public async Task Everything_answers_again_in_time(string failover, string fault, int seconds)
    {
        if (Machines.Hindrance() is { } hindrance)
        {
            output.WriteLine($"Not played: {hindrance}.");
            return;
        }
        if (!Size.IsFull && (failover, fault) != ("fast", "killed"))
        {
            output.WriteLine("Played with ACADEMY_FULL_SIZE=1 only.");
            return;
        }
        var random = new Random(Size.Seed);
        var recoveries = new List<TimeSpan>();
        await using var machines = Machines.Make(3);
        await using var fleet = await Fleet.SetAsync(
            silos: 3,
            apis: 2,
            Learners,
            machines,
            $"--Cluster:Failover={failover}"
        );
        try
        {
            for (var round = 0; round < Rounds; round++)
                recoveries.Add(await PlayAsync(fleet, fault, random));
        }
        finally
        {
            recoveries.Sort();
            output.WriteLine(
                $"ACADEMY_SEED={Size.Seed}: {failover}, {fault}: {string.Join(" ", recoveries.Select(Seconds))}"
            );
        }
        var p99 = recoveries[(int)Math.Ceiling(recoveries.Count * 0.99) - 1];
        Assert.True(p99 < TimeSpan.FromSeconds(seconds * TimesSlower), $"p99 of {recoveries.Count}: {p99}");
    }

    private static async Task<TimeSpan> PlayAsync(Fleet fleet, string fault, Random random)
    {
        var (load, work) = await fleet.WorkAsync();
        await load.MoreAsync(random.Next(30, 90), "before the fault");
        var silo = fleet.Any(fleet.Silos, random);
        silo.MayEnd = true;
        if (fault == "killed")
            await silo.KillAsync();
        else
            silo.Freeze();
        var recovery = await fleet.RecoveredAsync(load, $"after a silo was {fault}");
        await fleet.ForgetAsync(silo.Member, silo.Life);
        if (fault != "killed")
        {
            silo.Thaw();
            await silo.EndsReplacedAsync();
        }
        await silo.StartAsync();
        await load.MoreAsync(20, "in peace again");
        load.End();
        await work.WaitAsync(Load.Patience);
        await fleet.SettleAsync();
        return recovery;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
