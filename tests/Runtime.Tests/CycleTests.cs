using Academy.Runtime.Calls;
using Academy.Runtime.Tests.Support;
using Orleans;

namespace Academy.Runtime.Tests;

/// <summary>Grains that would wait for each other in a ring.</summary>
public sealed class CycleTests
{
    [Fact]
    public async Task A_grain_that_calls_itself_and_waits_fails_at_once()
    {
        await using var runtime = new TestRuntime();
        var failure = await runtime.Plain("a").Run(static grain => Plain(grain, "a").Run(Scripts.Nothing))
            .Throws<CallCycleException>();
        Assert.Contains("plain/a (IScript.Run) → plain/a (IScript.Run)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ring_of_three_is_named_from_end_to_end()
    {
        await using var runtime = new TestRuntime();
        var failure = await runtime.Plain("a").Run(static a =>
                Plain(a, "b").Run(static async b =>
                {
                    await Task.Yield();
                    await Plain(b, "c").Read(static c => Plain(c, "a").Hurry(Scripts.Nothing));
                }))
            .Throws<CallCycleException>();
        Assert.Contains(
            "plain/a (IScript.Run) → plain/b (IScript.Run) → plain/c (IScript.Read) → plain/a (IScript.Hurry)",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_grains_of_a_broken_ring_go_on()
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain("a").Run(static a => Plain(a, "b").Run(static b => Plain(b, "a").Run(Scripts.Nothing)))
            .Throws<CallCycleException>();
        await runtime.Plain("a").Run(Scripts.Nothing).Within();
        await runtime.Plain("b").Run(Scripts.Nothing).Within();
    }

    [Fact]
    public async Task A_ring_through_a_busy_reentrant_grain_is_found()
    {
        await using var runtime = new TestRuntime();
        var gate = new Gate();
        var begun = new Gate();
        var other = runtime.Reentrant("r").Run(Scripts.Hold(begun, gate));
        await begun.Opened.Within();
        await runtime.Plain("a").Run(static a =>
                a.Grains.GetGrain<IReentrantGrain>("r").Run(static async r =>
                {
                    await Task.Yield();
                    await Plain(r, "a").Run(Scripts.Nothing);
                }))
            .Throws<CallCycleException>();
        gate.Open();
        await other.Within();
    }

    [Fact]
    public async Task A_reentrant_grain_may_be_called_back()
    {
        await using var runtime = new TestRuntime();
        await runtime.Reentrant("r").Run(static r =>
            Plain(r, "b").Run(static b => b.Grains.GetGrain<IReentrantGrain>("r").Run(Scripts.Nothing))).Within();
    }

    [Fact]
    public async Task An_always_interleaving_method_may_be_called_back()
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain("a").Run(static a =>
            Plain(a, "b").Run(static b => Plain(b, "a").Interleave(Scripts.Nothing))).Within();
    }

    [Fact]
    public async Task A_read_only_method_may_be_called_back_by_what_a_read_only_method_calls()
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain("a").Read(static a =>
            Plain(a, "b").Run(static b => Plain(b, "a").Read(Scripts.Nothing))).Within();
    }

    [Fact]
    public async Task A_one_way_call_closes_no_ring_for_nobody_waits_for_it()
    {
        await using var runtime = new TestRuntime();
        var done = new Gate();
        await runtime.Plain("a").Run(a => Plain(a, "b").Run(b => Plain(b, "a").Fire(_ =>
        {
            done.Open();
            return Task.CompletedTask;
        }))).Within();
        await done.Opened.Within();
    }

    [Fact]
    public async Task What_a_one_way_call_leads_to_may_call_its_origin_and_wait()
    {
        await using var runtime = new TestRuntime();
        var done = new Gate();
        await runtime.Plain("a").Run(a => Plain(a, "b").Fire(async b =>
        {
            await Plain(b, "a").Run(Scripts.Nothing);
            done.Open();
        })).Within();
        await done.Opened.Within();
    }

    [Fact]
    public async Task A_caller_that_has_its_answer_waits_for_nobody()
    {
        await using var runtime = new TestRuntime();
        for (var round = 0; round < 300; round++)
        {
            // The callee goes on the moment the caller's answer is out: many rounds, for it is a matter of nanoseconds.
            var gate = new TaskCompletionSource();
            Task? outliving = null;
            await runtime.Plain("a").Run(a =>
            {
                outliving = Plain(a, "b").Run(async b =>
                {
                    await gate.Task;
                    await Plain(b, "a").Run(Scripts.Nothing);
                });
                return Task.CompletedTask;
            });
            gate.SetResult();
            await outliving!.Within();
        }
    }

    [Fact]
    public async Task A_ring_through_an_activation_is_found()
    {
        await using var runtime = new TestRuntime();
        runtime.Scenario.OnActivate = static (grain, _) => grain.IdentityString == "plain/a"
            ? Plain(grain, "b").Run(static b => Plain(b, "a").Run(Scripts.Nothing)) : Task.CompletedTask;
        var failure = await runtime.Plain("a").Run(Scripts.Nothing).Throws<CallCycleException>();
        Assert.Contains("plain/a (activation) → plain/b", failure.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_tick_of_a_reentrant_grain_may_be_called_back_and_that_of_another_may_not(bool reentrant)
    {
        await using var runtime = new TestRuntime();
        IScript grain = reentrant ? runtime.Reentrant() : runtime.Plain();
        var outcome = new TaskCompletionSource<Exception?>();
        await grain.Run(it => Task.FromResult(it.RegisterGrainTimer(
            async () => outcome.SetResult(
                await Record.ExceptionAsync(
                () => Plain(it, "b").Run(_ => grain.Run(Scripts.Nothing)))),
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan))).Within();
        runtime.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(reentrant, await outcome.Task.Within() is null);
    }

    private static IPlainGrain Plain(ScriptGrain grain, string key) => grain.Grains.GetGrain<IPlainGrain>(key);
}
