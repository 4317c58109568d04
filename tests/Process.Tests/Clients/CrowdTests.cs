using Academy.Processes.Rounds;
using Xunit.Abstractions;

namespace Academy.Processes.Clients;

/// <summary>
/// Many clients that come and go: what each received is what the journal holds, in order, without a hole.
/// </summary>
public sealed class CrowdTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Size.Of(always: 15, full: 240));
    private static readonly TimeSpan AwayMax = TimeSpan.FromSeconds(Size.Of(always: 15, full: 120));

    [Fact]
    public async Task Clients_that_drop_at_random_receive_everything_once_and_in_order_across_a_kill()
    {
        var random = new Random(Size.Seed);
        var clients = Size.Of(always: 120, full: 1_000, "ACADEMY_CLIENTS");
        output.WriteLine($"ACADEMY_SEED={Size.Seed}, {clients} clients");
        await using var stage = await Stage.SetAsync(random, clients, alsoWatched: "leaderboard:all");
        // A few completions each: what matters is who is away meanwhile.
        var (load, work) = await stage.WorkAsync(pace: Duration / 6);
        var drops = 0;
        for (var half = 1; half <= 2; half++)
        {
            for (var dropped = 0; dropped < clients; dropped++, drops++)
            {
                stage.Learners[random.Next(clients)].Watcher!.Drop(AwayMax * random.NextDouble());
                await Task.Delay(Duration / 2 / clients);
            }
            if (half == 2)
                break;
            await stage.Server.Kill();
            await stage.RestartServerAsync();
        }
        load.End();
        foreach (var learner in stage.Learners)
            learner.Watcher!.ComeBack();
        await work.WaitAsync(Load.Patience);
        var rest = new Load();
        foreach (var learner in stage.Learners)
            await learner.RepeatUnansweredAsync(rest);

        var reckoning = await Reckoning.OfAsync(stage);
        var views = stage.Learners.SelectMany(learner => learner.Watcher!.Views).ToArray();
        output.WriteLine(
            $"{load.Total + rest.Total} acknowledged; {views.Sum(view => view.Received)} events received, "
                + $"{drops} drops and a kill: "
                + $"{views.Sum(view => view.Resumed)} resumed, {views.Sum(view => view.Snapshots)} snapshots (one "
                + $"per visit of the board), {views.Sum(view => view.Refused)} refused"
        );
        output.WriteLine($"{reckoning.Gaps} gaps, {reckoning.Lost} lost, {reckoning.Doubled} doubled");
        Assert.True(reckoning.IsClean, $"{reckoning}\nThe server said:\n{stage.Server.LastWords}");
        Assert.True(views.Sum(view => view.Resumed) > clients, "Hardly anybody came back: the test has tested little.");
    }
}
