using System.Globalization;
using System.Text;
using Academy.Processes.Clients;
using Xunit.Abstractions;

namespace Academy.Processes.Rounds;

/// <summary>
/// The promise of the whole: whatever fails, what was acknowledged is there, once; whoever watched goes on where they
/// were.
/// </summary>
public sealed class FaultRoundsTests(ITestOutputHelper output)
{
    private const int Learners = 12;
    private const int RoundsPerStage = 25;

    /// <summary>Plays this fault only.</summary>
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("ACADEMY_FAULT");

    [Fact]
    public async Task Whatever_fails_nothing_acknowledged_is_lost_and_nothing_happens_twice()
    {
        foreach (var fault in Fault.All.Where(fault => fault.Hindrance is not null))
            output.WriteLine($"Not played: {fault.Name}. {fault.Hindrance}");
        Fault[] possible =
        [
            .. Fault.All.Where(fault => fault.Hindrance is null && (Wanted is null || fault.Name == Wanted)),
        ];
        var rounds = Size.Of(always: possible.Length, full: 200, "ACADEMY_ROUNDS");
        output.WriteLine($"ACADEMY_SEED={Size.Seed} ({rounds} rounds)");
        var random = new Random(Size.Seed);
        var table = new Table();
        try
        {
            var round = 0;
            while (round < rounds)
            {
                // Everything is held against everything after each round: a history must not grow for ever.
                await using var stage = await Stage.SetAsync(random, Learners);
                var next = new Queue<Fault>();
                for (var end = Math.Min(rounds, round + RoundsPerStage); round < end; round++)
                {
                    if (next.Count == 0)
                        next = new(Shuffled(random, possible));
                    await PlayAsync(stage, next.Dequeue(), random, table, round);
                }
                var (grown, rebuilt) = await stage.RebuildAsync();
                Assert.Equal(rebuilt, grown);
            }
        }
        finally
        {
            output.WriteLine(table.ToString());
        }
    }

    private static Fault[] Shuffled(Random random, Fault[] faults)
    {
        Fault[] all = [.. faults];
        random.Shuffle(all);
        return all;
    }

    private static async Task PlayAsync(Stage stage, Fault fault, Random random, Table table, int round)
    {
        try
        {
            await stage.SeeToModulesAsync(wanted: Size.Of(always: 800, full: 2_500));
            await stage.ConnectServerAsync(fault.ThroughDoor);
            var (load, work) = await stage.WorkAsync();
            await load.MoreAsync(random.Next(20, 80) * Size.Of(always: 1, full: 10), "before the fault");
            var recovery = await fault.StrikeAsync(stage, load, random);
            await load.MoreAsync(20, "in peace again");
            load.End();
            await work.WaitAsync(Load.Patience);

            var rest = new Load();
            foreach (var learner in stage.Learners)
            {
                await learner.RepeatUnansweredAsync(rest);
                await learner.RepeatAnsweredAsync(random);
            }
            await stage.Learners[0].PryAsync(stage.Learners[1]);
            var reckoning = await Reckoning.OfAsync(stage);
            table.Add(fault.Name, load.Total + rest.Total, reckoning, recovery);
            Assert.True(
                reckoning.IsClean,
                $"{reckoning.Lost} lost, {reckoning.Doubled} doubled, {reckoning.Gaps} gaps:\n{reckoning}"
            );
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"Round {round} ({fault.Name}) of ACADEMY_SEED={Size.Seed}: {e.Message}\nThe server "
                    + $"said:\n{stage.Server.LastWords}",
                e
            );
        }
    }

    /// <summary>One row per fault.</summary>
    private sealed class Table
    {
        private readonly SortedDictionary<
            string,
            (int Rounds, int Acknowledged, int Lost, int Doubled, long Gaps, TimeSpan Slowest)
        > rows = new(StringComparer.Ordinal);

        public void Add(string fault, int acknowledged, Reckoning found, TimeSpan recovery)
        {
            var row = rows.GetValueOrDefault(fault);
            rows[fault] = (
                row.Rounds + 1,
                row.Acknowledged + acknowledged,
                row.Lost + found.Lost,
                row.Doubled + found.Doubled,
                row.Gaps + found.Gaps,
                recovery > row.Slowest ? recovery : row.Slowest
            );
        }

        public override string ToString()
        {
            const string Columns = "{0,-20} {1,6} {2,13} {3,5} {4,8} {5,5} {6,18}";
            var culture = CultureInfo.InvariantCulture;
            var text = new StringBuilder();
            text.AppendLine(
                string.Format(culture, Columns, "fault", "rounds", "acknowledged", "lost", "doubled", "gaps", "slowest")
            );
            foreach (var (fault, row) in rows)
            {
                var slowest = $"{row.Slowest.TotalSeconds:0.00} s";
                text.AppendFormat(
                        culture,
                        Columns,
                        fault,
                        row.Rounds,
                        row.Acknowledged,
                        row.Lost,
                        row.Doubled,
                        row.Gaps,
                        slowest
                    )
                    .AppendLine();
            }
            return text.ToString();
        }
    }
}
