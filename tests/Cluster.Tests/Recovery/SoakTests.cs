using System.Diagnostics;
using Academy.Clusters.Fleets;
using Academy.Processes;
using Xunit.Abstractions;

namespace Academy.Clusters.Recovery;

/// <summary>A machine that has no processor left is slow, and no reason to declare anybody dead. By a switch.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Learners = 12;

    /// <summary>Seconds; 0: not played.</summary>
    private static readonly int Lasts = Size.Of(always: 0, full: 600, "ACADEMY_SOAK");

    /// <summary>More spinning processes than processors: everybody has to wait for their turn.</summary>
    private static readonly int Burners = 2 * Environment.ProcessorCount;

    [Fact]
    public async Task Ten_minutes_without_a_free_processor_evict_nobody()
    {
        if (Lasts == 0)
        {
            output.WriteLine("Played with ACADEMY_FULL_SIZE=1, or ACADEMY_SOAK=<seconds>, only.");
            return;
        }
        await using var fleet = await Fleet.SetAsync(
            silos: 3,
            apis: 2,
            Learners,
            machines: null,
            "--Cluster:Failover=tolerant"
        );
        var lives = fleet.Nodes.Select(node => node.Life).ToArray();
        var (load, work) = await fleet.WorkAsync();
        await load.MoreAsync(100, "before the processors are taken");
        var burners = Enumerable
            .Range(0, Burners)
            .Select(_ => Process.Start("/bin/sh", ["-c", "while :; do :; done"]))
            .ToArray();
        try
        {
            var since = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(since).TotalSeconds < Lasts)
            {
                await Task.Delay(TimeSpan.FromSeconds(5));
                Assert.All(fleet.Nodes, node =>
                    Assert.True(node.IsUp, $"{node.Life} has ended:\n{node.Process?.LastWords}")
                );
            }
        }
        finally
        {
            foreach (var burner in burners)
            {
                burner.Kill();
                burner.Dispose();
            }
        }
        load.End();
        await work.WaitAsync(TimeSpan.FromSeconds(120));
        var dead = await fleet.Database.RowsAsync("select silo from orleansmembershiptable where status = 6");
        var late = fleet.Silos.Sum(silo => silo.Process.LastWords.Split("The lease was renewed").Length - 1);
        output.WriteLine(
            $"{Lasts} s, {load.Total} acknowledged, slowest answer {load.Slowest}, late renewals in the last "
                + $"lines {late}, evicted {dead.Length}"
        );
        Assert.Empty(dead);
        Assert.Equal(lives, fleet.Nodes.Select(node => node.Life));
    }
}
