using System.Threading.Channels;
using Academy.Runtime.Tests.Support;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Tests;

/// <summary>Grain timers.</summary>
public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Channel<string> _ticks = Channel.CreateUnbounded<string>();
    private readonly Gate _gate = new();

    private Task<string> NextTick => _ticks.Reader.ReadAsync().AsTask();

    [Fact]
    public async Task A_timer_ticks_when_it_is_due_and_a_period_after_each_tick()
    {
        await using var runtime = new TestRuntime();
        await Register(runtime, new(2 * Second, 3 * Second));
        runtime.Time.Advance(1.9 * Second);
        await AssertNoTick(runtime);
        runtime.Time.Advance(0.1 * Second);
        await NextTick.Within();
        await Settle(runtime);
        runtime.Time.Advance(2.9 * Second);
        await AssertNoTick(runtime);
        runtime.Time.Advance(0.1 * Second);
        await NextTick.Within();
    }

    [Fact]
    public async Task A_timer_without_a_period_ticks_once()
    {
        await using var runtime = new TestRuntime();
        await Register(runtime, new(Second, Timeout.InfiniteTimeSpan));
        runtime.Time.Advance(Second);
        await NextTick.Within();
        await Settle(runtime);
        runtime.Time.Advance(60 * Second);
        await AssertNoTick(runtime);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_tick_waits_for_the_request_under_way_unless_it_may_interleave(bool interleave)
    {
        await using var runtime = new TestRuntime();
        await Register(runtime, new(Second, Second) { Interleave = interleave });
        var begun = new Gate();
        var running = runtime.Plain().Run(Scripts.Hold(begun, _gate));
        await begun.Opened.Within();
        runtime.Time.Advance(Second);
        await runtime.Plain().Interleave(Scripts.Nothing).Within();
        Assert.Equal(interleave, _ticks.Reader.TryRead(out _));
        _gate.Open();
        await running.Within();
        if (!interleave)
        {
            await NextTick.Within();
        }
    }

    [Fact]
    public async Task A_request_waits_for_the_tick_under_way()
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain().Run(grain => Task.FromResult(grain.RegisterGrainTimer(
            async () =>
            {
                _ticks.Writer.TryWrite("begins");
                await _gate.Opened;
                _ticks.Writer.TryWrite("ends");
            },
            Second,
            Second))).Within();
        runtime.Time.Advance(Second);
        Assert.Equal("begins", await NextTick.Within());
        var request = runtime.Plain().Run(_ => Task.FromResult(_ticks.Writer.TryWrite("request")));
        _gate.Open();
        await request.Within();
        Assert.Equal("ends", await NextTick.Within());
        Assert.Equal("request", await NextTick.Within());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_tick_that_waits_when_its_grain_ends_is_dropped(bool stopping)
    {
        await using var runtime = new TestRuntime();
        await Register(runtime, new(Second, Second));
        var deactivating = new Gate();
        runtime.Scenario.OnDeactivate = async (_, _, _) =>
        {
            deactivating.Open();
            await _gate.Opened;
        };
        var context = await runtime.Plain().ContextOf();
        var end = stopping ? runtime.StopAsync() : context.EndAndWait();
        await deactivating.Opened.Within();
        runtime.Time.Advance(Second);
        _gate.Open();
        await end.Within();
        if (!stopping)
        {
            await AssertNoTick(runtime);
        }
    }

    [Fact]
    public async Task A_tick_that_waits_when_its_grain_fails_to_activate_is_dropped()
    {
        await using var runtime = new TestRuntime();
        var begun = new Gate();
        runtime.Scenario.OnActivate = async (grain, _) =>
        {
            grain.RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.Zero, Second);
            begun.Open();
            await _gate.Opened;
            throw new InvalidOperationException("no");
        };
        var call = runtime.Plain().Run(Scripts.Nothing);
        await begun.Opened.Within();
        runtime.Time.Advance(Second);
        _gate.Open();
        await call.Throws<InvalidOperationException>();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_failing_tick_is_logged_and_the_timer_goes_on(bool later)
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain().Run(grain => Task.FromResult(grain.RegisterGrainTimer(
            async () =>
            {
                _ticks.Writer.TryWrite("tick");
                if (later)
                {
                    await Task.Yield();
                }

                throw new FormatException("tick");
            },
            Second,
            Second))).Within();
        for (var round = 0; round < 2; round++)
        {
            runtime.Time.Advance(Second);
            await NextTick.Within();
            var (message, exception) = await runtime.Logged.Next().Within();
            Assert.Contains("plain/a", message, StringComparison.Ordinal);
            Assert.IsType<FormatException>(exception);
            await Settle(runtime);
        }
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more_and_its_token_is_cancelled()
    {
        await using var runtime = new TestRuntime();
        IGrainTimer? timer = null;
        CancellationToken told = default;
        await runtime.Plain().Run(grain => Task.FromResult(timer = grain.RegisterGrainTimer(
            cancellation =>
            {
                told = cancellation;
                _ticks.Writer.TryWrite("tick");
                return Task.CompletedTask;
            },
            Second,
            Second))).Within();
        runtime.Time.Advance(Second);
        await NextTick.Within();
        await Settle(runtime);
        timer!.Dispose();
        runtime.Time.Advance(5 * Second);
        await AssertNoTick(runtime);
        Assert.True(told.IsCancellationRequested);
        Assert.Throws<ObjectDisposedException>(() => timer.Change(Second, Second));
    }

    [Fact]
    public async Task A_timer_is_registered_within_a_turn_only()
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain().Run(static grain => Task.Run(() =>
            grain.RegisterGrainTimer(static () => Task.CompletedTask, Second, Second))).Throws<InvalidOperationException>();
    }

    [Fact]
    public async Task Timers_end_with_their_activation()
    {
        await using var runtime = new TestRuntime();
        await Register(runtime, new(Second, Second));
        await (await runtime.Plain().ContextOf()).EndAndWait();
        runtime.Time.Advance(5 * Second);
        await AssertNoTick(runtime);
        Assert.Equal(2, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task What_a_cancelled_tick_s_callback_throws_is_logged_and_the_grain_ends_all_the_same()
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain().Run(grain => Task.FromResult(grain.RegisterGrainTimer(
            cancellation =>
            {
                cancellation.Register(static () => throw new FormatException("callback"));
                _ticks.Writer.TryWrite("tick");
                return Task.CompletedTask;
            },
            Second,
            Second))).Within();
        runtime.Time.Advance(Second);
        await NextTick.Within();
        await (await runtime.Plain().ContextOf()).EndAndWait();
        Assert.IsType<AggregateException>((await runtime.Logged.Next().Within()).Exception);
    }

    [Fact]
    public async Task A_timer_can_be_set_anew()
    {
        await using var runtime = new TestRuntime();
        var timer = await Register(runtime, new(Second, Second));
        timer.Change(10 * Second, Timeout.InfiniteTimeSpan);
        runtime.Time.Advance(9 * Second);
        await AssertNoTick(runtime);
        runtime.Time.Advance(Second);
        await NextTick.Within();
    }

    [Fact]
    public async Task A_tick_may_set_its_own_timer_anew()
    {
        await using var runtime = new TestRuntime();
        IGrainTimer? timer = null;
        await runtime.Plain().Run(grain => Task.FromResult(timer = grain.RegisterGrainTimer(
            () =>
            {
                timer!.Change(10 * Second, Second);
                return Task.FromResult(_ticks.Writer.TryWrite("tick"));
            },
            Second,
            Second))).Within();
        runtime.Time.Advance(Second);
        await NextTick.Within();
        await Settle(runtime);
        runtime.Time.Advance(9 * Second);
        await AssertNoTick(runtime);
        runtime.Time.Advance(Second);
        await NextTick.Within();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Ticks_keep_a_grain_in_memory_only_if_they_are_told_to(bool keepAlive)
    {
        await using var runtime = new TestRuntime();
        await Register(runtime, new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10)) { KeepAlive = keepAlive });
        var context = await runtime.Plain().ContextOf();
        runtime.Time.Advance(TimeSpan.FromMinutes(10));
        await NextTick.Within();
        await runtime.Plain("other").Run(Scripts.Nothing).Within();
        await Settle(runtime, "other");
        runtime.Time.Advance(TimeSpan.FromMinutes(6));
        if (keepAlive)
        {
            Assert.Same(context, await runtime.Plain().ContextOf());
        }
        else
        {
            await context.Deactivated.Within();
        }
    }

    [Fact]
    public async Task A_tick_s_state_is_handed_in_and_it_carries_no_request_context()
    {
        await using var runtime = new TestRuntime();
        RequestContext.Set("who", "me");
        await runtime.Plain().Run(grain => Task.FromResult(grain.RegisterGrainTimer(
            (state, _) => Task.FromResult(_ticks.Writer.TryWrite($"{state} {RequestContext.Get("who") ?? "nobody"}")),
            "state",
            Second,
            Second))).Within();
        runtime.Time.Advance(Second);
        Assert.Equal("state nobody", await NextTick.Within());
    }

    private async Task<IGrainTimer> Register(TestRuntime runtime, GrainTimerCreationOptions options)
    {
        IGrainTimer? timer = null;
        await runtime.Plain().Run(grain =>
        {
            timer = grain.RegisterGrainTimer(() => Task.FromResult(_ticks.Writer.TryWrite("tick")), options);
            return Task.CompletedTask;
        }).Within();
        return timer!;
    }

    /// <summary>Lets the turn that ticked come to its end.</summary>
    private static Task Settle(TestRuntime runtime, string key = "a") =>
        runtime.Plain(key).Run(Scripts.Nothing).Within();

    private async Task AssertNoTick(TestRuntime runtime)
    {
        await Settle(runtime);
        Assert.False(_ticks.Reader.TryRead(out var tick), tick);
    }
}
