using Academy.Clusters.Fleets;
using Academy.Processes;
using Academy.Processes.Clients;
using Academy.Processes.Rounds;
using Xunit.Abstractions;

namespace Academy.Clusters.Rounds;

/// <summary>
/// The promise of a cluster: whichever of its machines fails, nobody loses anything that was acknowledged, and whoever
/// watched goes on where they were.
/// </summary>
public sealed class ClusterRoundsTests(ITestOutputHelper output)
{
    private const int Learners = 12;
    private const int ByChance = 4;
    private const int RoundsOfEach = 10;

    /// <summary>One explains little, many explain no more.</summary>
    private static readonly int FailuresMax = Size.Of(always: 2, full: 5, "ACADEMY_FAILURES");

    /// <summary>Plays these faults only, with semicolons between them; <c>*</c>: every one.</summary>
    private static readonly string[]? Wanted = Environment.GetEnvironmentVariable("ACADEMY_FAULT")?.Split(';');

    [Fact]
    public async Task Whatever_fails_in_a_cluster_nothing_acknowledged_is_lost_and_nothing_happens_twice()
    {
        foreach (var fault in Fault.All.Where(fault => fault.Hindrance is not null))
            output.WriteLine($"Not played: {fault.Name}. {fault.Hindrance}");
        var random = new Random(Size.Seed);
        Fault[] possible =
        [
            .. Fault.All.Where(fault =>
                fault.Hindrance is null && (Wanted is null or ["*"] || Wanted.Contains(fault.Name))
            ),
        ];
        if (!Size.IsFull && Wanted is null)
        {
            Fault[] others = [.. Fault.Everyday.Where(fault => fault.Hindrance is null)];
            random.Shuffle(others);
            output.WriteLine(
                "Only by name or at full size: "
                    + string.Join(", ", possible.Except(others).Select(fault => fault.Name))
            );
            possible = [.. others.Take(ByChance)];
        }
        else if (Wanted is null)
            possible = [Fault.Always, .. possible];
        var rounds = Size.Of(always: possible.Length, full: RoundsOfEach * possible.Length, "ACADEMY_ROUNDS");
        output.WriteLine($"ACADEMY_SEED={Size.Seed} ({rounds} rounds)");
        var table = new RoundTable();
        var failures = new List<string>();
        try
        {
            var next = new Queue<Fault>();
            var round = 0;
            while (round < rounds && failures.Count < FailuresMax)
            {
                await using var fleet = await Fleet.SetAsync(silos: 3, apis: 2, Learners);
                for (var failed = false; round < rounds && fleet.HasWork && !failed; round++)
                {
                    if (next.Count == 0)
                    {
                        random.Shuffle(possible);
                        next = new(possible);
                    }
                    failed = await PlayAsync(fleet, next.Dequeue(), random, table, round, failures);
                }
            }
        }
        finally
        {
            output.WriteLine(table.ToString());
        }
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    /// <returns>Whether it failed: then nobody knows what this fleet is worth.</returns>
    private static async Task<bool> PlayAsync(
        Fleet fleet,
        Fault fault,
        Random random,
        RoundTable table,
        int round,
        List<string> failures
    )
    {
        try
        {
            fleet.History.Remark("test", $"round {round}: {fault.Name}");
            var (load, work) = await fleet.WorkAsync();
            await load.MoreAsync(random.Next(20, 80) * Size.Of(always: 1, full: 5), "before the fault");
            var recovery = await fault.StrikeAsync(fleet, load, random);
            await load.MoreAsync(20, "in peace again");
            load.End();
            await work.WaitAsync(Load.Patience);
            var (ended, strange) = await fleet.SettleAsync();

            var rest = new Load();
            foreach (var learner in fleet.Learners)
            {
                await learner.RepeatUnansweredAsync(rest);
                await learner.RepeatAnsweredAsync(random);
            }
            await fleet.Learners[0].PryAsync(fleet.Learners[1]);
            var reckoning = await Reckoning.OfAsync(fleet);
            reckoning = reckoning with
            {
                Oddities = [.. strange, .. await fleet.Afterlife.FindAsync(), .. reckoning.Oddities],
            };
            table.Add(fault.Name, load, ended, reckoning, recovery);
            Assert.True(
                reckoning.IsClean,
                $"{reckoning.Lost} lost, {reckoning.Doubled} doubled, {reckoning.Gaps} gaps:\n{reckoning}"
            );
            if (fault.IsOrderly)
                Assert.True(
                    load.Failures.Keys.All(code => code == Learner.NoAnswer),
                    $"Requests failed: {string.Join(", ", load.Failures)}"
                );
            var (grown, rebuilt) = await fleet.RebuildAsync();
            Assert.Equal(rebuilt, grown);
            return false;
        }
        catch (Exception e)
        {
            var words = string.Join(
                '\n',
                fleet
                    .Nodes.Where(node => node.Process is not null)
                    .Select(node => $"--- {node.Life} said:\n{node.Process.LastWords}")
            );
            failures.Add($"Round {round} ({fault.Name}) of ACADEMY_SEED={Size.Seed}: {e}\n{words}");
            return true;
        }
    }
}
