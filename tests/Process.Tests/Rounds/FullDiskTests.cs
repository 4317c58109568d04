using System.Net;
using Academy.Journal.Tests;
using Academy.Processes.Clients;
using Academy.Processes.Servers;
using Academy.Testing.Histories;
using Xunit.Abstractions;

namespace Academy.Processes.Rounds;

public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const int RefusalsWanted = 40;

    [SmallDisk.Fact]
    public async Task On_a_full_disk_writes_are_refused_reads_and_sockets_go_on_and_all_is_well_when_there_is_room()
    {
        var random = new Random(Size.Seed);
        output.WriteLine($"ACADEMY_SEED={Size.Seed}");
        await using var disk = await SmallDisk.MountAsync(megabytes: 250);
        var database = await Database.StartAsync(Path.Combine(disk.Directory, "cluster"));
        // A full log directory stops PostgreSQL itself; the promise is about the data.
        await database.StopAsync("fast");
        await disk.MoveAwayAsync("cluster/data/pg_wal");
        await database.StartAgainAsync();
        await using var stage = await Stage.SetAsync(random, learners: 12, database);

        var (load, work) = await stage.WorkAsync();
        await load.MoreAsync(50, "before the disk is full");
        var connections = stage.Learners.Sum(learner => learner.Watcher!.Connections);
        disk.FillUntilLeft(megabytes: 1);
        await Within.Holds(
            () => Refusals(stage) > RefusalsWanted,
            () => $"{Refusals(stage)} writes refused by a full disk"
        );

        foreach (var learner in stage.Learners)
        {
            foreach (
                var path in (string[])
                    [
                        "/progress/overall",
                        "/gamification/me",
                        "/gamification/leaderboard?timeframe=all",
                        $"/progress/course/{learner.Enrollment}",
                    ]
            )
                await learner.SendAsync(HttpMethod.Get, path, (int)HttpStatusCode.OK);
        }
        Assert.Equal(connections, stage.Learners.Sum(learner => learner.Watcher!.Connections));

        disk.MakeRoom();
        var recovery = await load.MoreAsync(50, "after there is room again");
        load.End();
        await work.WaitAsync(Load.Patience);
        foreach (var learner in stage.Learners)
            await learner.RepeatUnansweredAsync(new Load());
        var reckoning = await Reckoning.OfAsync(stage);
        output.WriteLine(
            $"{load.Total} acknowledged, {Refusals(stage)} refused, {reckoning.Lost} lost, "
                + $"{reckoning.Doubled} doubled, "
                + $"{reckoning.Gaps} gaps; {recovery.TotalSeconds:0.00} s to recover"
        );
        Assert.True(reckoning.IsClean, $"{reckoning}\nThe server said:\n{stage.Server.LastWords}");
    }

    private static int Refusals(Stage stage) => stage.History.Entries.OfType<CommandNotTaken>().Count();
}
