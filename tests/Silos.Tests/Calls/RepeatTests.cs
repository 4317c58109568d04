using Academy.Commands;
using Academy.Journal;
using Academy.Silo.Calls;
using Orleans;
using Orleans.Runtime;

namespace Academy.Silos.Tests.Calls;

/// <summary>What is sent again, and what is not, on real silos; what the grain does is the test's.</summary>
public sealed class RepeatTests
{
    private static readonly CommandKey Key = new("once", "hash");

    public static TheoryData<string> Losses => new("silo", "time", "fence", "placement");

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task What_only_reads_is_sent_again_after_a_loss(string loss)
    {
        await using var cluster = await ProbedCluster.StartAsync(loss);
        Assert.Equal(7, await cluster.Outside.GetGrain<IProbeGrain>("a").Read(7));
        Assert.Equal(["read 7"], cluster.Carried);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_repeatable_call_is_sent_again_with_all_its_arguments(string loss)
    {
        await using var cluster = await ProbedCluster.StartAsync(loss);
        Assert.Equal("hello", await cluster.Outside.GetGrain<IProbeGrain>("a").Repeat("hello", isLoud: true));
        Assert.Equal(["repeat hello True"], cluster.Carried);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_command_with_an_id_is_sent_again_under_it(string loss)
    {
        await using var cluster = await ProbedCluster.StartAsync(loss);
        Assert.Equal("word", await cluster.Outside.GetGrain<IProbeGrain>("a").Command(Key, "word"));
        Assert.Equal(["command once word"], cluster.Carried);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_command_without_an_id_is_sent_once(string loss)
    {
        await using var cluster = await ProbedCluster.StartAsync(loss);
        var fault = await Assert.ThrowsAnyAsync<Exception>(() =>
            cluster.Outside.GetGrain<IProbeGrain>("a").Command(null, "word")
        );
        Assert.True(CallFaults.IsOutcomeUnknown(fault), $"{fault}");
        Assert.Equal(1, cluster.Began);
    }

    [Fact]
    public async Task Whatever_was_turned_away_before_it_began_is_sent_again()
    {
        await using var cluster = await ProbedCluster.StartAsync("none");
        cluster.RejectNext = 2;
        Assert.Equal("word", await cluster.Outside.GetGrain<IProbeGrain>("a").Command(null, "word"));
        Assert.Equal(["command  word"], cluster.Carried);
        Assert.Equal(0, cluster.RejectNext);
    }

    [Fact]
    public async Task What_met_a_former_owner_is_sent_to_the_other_with_all_its_arguments()
    {
        await using var cluster = await ProbedCluster.StartAsync("moved");
        Assert.Equal("word", await cluster.Outside.GetGrain<IProbeGrain>("a").Command(null, "word"));
        Assert.Equal(["command  word"], cluster.Carried);
        Assert.Equal(2, cluster.Began);
    }

    [Fact]
    public async Task Alone_a_call_that_got_lost_is_not_sent_again()
    {
        await using var cluster = await ProbedCluster.StartAsync("silo", isCluster: false);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.Outside.GetGrain<IProbeGrain>("a").Read(7));
        Assert.Equal(1, cluster.Began);
    }

    [Fact]
    public async Task A_silo_without_its_database_is_asked_again_until_another_one_has_the_grain()
    {
        await using var cluster = await ProbedCluster.StartAsync("database", failures: 3);
        Assert.Equal("word", await cluster.Outside.GetGrain<IProbeGrain>("a").Command(Key, "word"));
        Assert.Equal(4, cluster.Began);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Without_an_id_or_another_silo_the_missing_database_is_said_at_once(bool isCluster, bool hasKey)
    {
        await using var cluster = await ProbedCluster.StartAsync("database", isCluster: isCluster);
        await Assert.ThrowsAsync<JournalUnavailableException>(() =>
            cluster.Outside.GetGrain<IProbeGrain>("a").Command(hasKey ? Key : null, "word")
        );
        Assert.Equal(1, cluster.Began);
    }

    [Fact]
    public async Task A_call_that_began_is_not_taken_for_the_one_it_made_that_was_turned_away()
    {
        await using var cluster = await ProbedCluster.StartAsync("reject");
        var fault = await Assert.ThrowsAnyAsync<Exception>(() =>
            cluster.Outside.GetGrain<IProbeGrain>("a").Command(null, "word")
        );
        Assert.True(CallFaults.IsOutcomeUnknown(fault), $"{fault}");
        Assert.Equal(1, cluster.Began);
    }

    [Theory]
    [InlineData("limit")]
    [InlineData("gateway")]
    [InlineData("journal")]
    public async Task Overload_is_not_answered_with_more_of_it(string overload)
    {
        await using var cluster = await ProbedCluster.StartAsync(overload);
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => cluster.Outside.GetGrain<IProbeGrain>("a").Read(7));
        Assert.True(CallFaults.IsOverload(fault), $"{fault}");
        Assert.Equal(1, cluster.Began);
    }

    [Fact]
    public async Task A_grain_does_not_repeat_what_it_asks()
    {
        await using var cluster = await ProbedCluster.StartAsync("silo", failures: int.MaxValue);
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Outside.GetGrain<IProbeGrain>("a").Ask("b", 7));
        Assert.Equal(1, cluster.Began);
    }

    [Fact]
    public async Task What_never_gets_through_ends_within_the_time_for_it()
    {
        await using var cluster = await ProbedCluster.StartAsync("time", failures: int.MaxValue);
        var began = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<TimeoutException>(() => cluster.Outside.GetGrain<IProbeGrain>("a").Read(7));
        var took = TimeProvider.System.GetElapsedTime(began);
        Assert.InRange(took, ProbedCluster.Attempt, ProbedCluster.Total + ProbedCluster.Attempt);
        Assert.InRange(cluster.Began, 2, 10);
    }

    [Fact]
    public async Task An_attempt_that_is_carried_out_late_does_not_empty_the_one_behind_it()
    {
        // In one process both are handed the caller's own objects.
        await using var cluster = await ProbedCluster.StartAsync("late");
        Assert.Equal("word", await cluster.Outside.GetGrain<IProbeGrain>("a").Command(Key, "word"));
        await cluster.CarriedAsync(2);
        Assert.Equal(["command once word", "command once word"], cluster.Carried);
    }

    [Fact]
    public async Task No_more_than_a_tenth_of_the_calls_is_sent_again()
    {
        await using var cluster = await ProbedCluster.StartAsync("silo", failures: int.MaxValue, burst: 0);
        var grain = cluster.Outside.GetGrain<IProbeGrain>("a");
        for (var i = 0; i < 100; i++)
            await Assert.ThrowsAnyAsync<Exception>(() => grain.Read(i));
        Assert.InRange(cluster.Began, 100, 110);
    }

    [Fact]
    public async Task That_no_silo_has_the_grain_is_known_by_its_message()
    {
        await using var cluster = await ProbedCluster.StartAsync("none", burst: 0);
        var nobody = cluster.Outside.GetGrain(GrainId.Create("nobody", "a")).AsReference<IProbeGrain>();
        var fault = await Assert.ThrowsAnyAsync<OrleansException>(() => nobody.Command(null, "word"));
        Assert.Equal(typeof(OrleansException), fault.GetType());
        Assert.True(CallFaults.IsRejected(fault), fault.Message);
    }
}
