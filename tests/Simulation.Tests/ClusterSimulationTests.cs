using Academy.Journal;
using Academy.Testing.Histories;
using Xunit.Abstractions;

namespace Academy.Simulation.Tests;

/// <summary>
/// Histories of clusters: two or three silos with their membership, their hand-overs and the calls between them.
/// </summary>
public sealed class ClusterSimulationTests(ITestOutputHelper output)
{
    private const int FixedSeeds = 60;

    private static readonly HashSet<string> MustOccur =
    [
        nameof(CommandAnswered),
        nameof(CommandRefused),
        nameof(CommandNotTaken),
        nameof(CommandUnanswered),
        nameof(EventReceived),
        nameof(SnapshotReceived),
        nameof(ReadAnswered),
        "is killed",
        "is stopped",
        "goes on",
        "is fenced",
        "is cut off",
        "leaves",
        "grows",
        "stops at once",
        "hears no push",
        "gives up its grains",
    ];

    [Fact]
    public void Histories_of_fixed_seeds_keep_every_promise()
    {
        var look = Look.AtFirst(FixedSeeds, isCluster: true);
        look.Require(output);
        if (look.Histories > 1)
            Assert.Superset(MustOccur, look.Seen.Keys.ToHashSet());
    }

    [Fact]
    public void Histories_of_fresh_seeds_keep_every_promise() => Look.AtFresh(isCluster: true, output).Require(output);

    [Theory]
    [InlineData(3)]
    [InlineData(14)]
    public void A_seed_replays_five_times_out_of_five(ulong seed)
    {
        var first = Run.Of(seed, isCluster: true);
        for (var i = 0; i < 5; i++)
            Assert.Equal(first.Summary, Run.Of(seed, isCluster: true).Summary);
    }

#if DEBUG // Release builds have no planted faults.
    [Theory]
    [InlineData(Fault.FenceDropped, 1)]
    [InlineData(Fault.FenceLeftStanding, 1)]
    [InlineData(Fault.LoadedBeforeFenced, 1)]
    [InlineData(Fault.StaleOwnerSpeaks, 1)]
    public void A_planted_fault_is_found(Fault fault, int first)
    {
        const int historiesMax = 1_000;
        for (var seed = first; seed < first + historiesMax; seed++)
        {
            if (Run.Of((ulong)seed, fault, isCluster: true) is not { Failure: { } failure, Findings.Count: > 0 })
                continue;
            output.WriteLine($"{fault} found after {seed - first + 1} histories: {failure}");
            return;
        }
        Assert.Fail($"{fault} was planted, and {historiesMax} histories did not show it.");
    }
#endif
}
