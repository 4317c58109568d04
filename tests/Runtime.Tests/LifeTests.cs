using Academy.Runtime.Tests.Support;
using Orleans;

namespace Academy.Runtime.Tests;

/// <summary>How activations begin and end.</summary>
public sealed class LifeTests
{
    private readonly Gate _begun = new();
    private readonly Gate _gate = new();

    [Fact]
    public async Task A_grain_is_activated_once_however_many_call_first()
    {
        await using var runtime = new TestRuntime();
        await Task.WhenAll(Enumerable.Range(0, 100)
            .Select(_ => Task.Run(() => runtime.Plain().Run(Scripts.Nothing)))).Within();
        Assert.Equal(1, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task No_request_starts_before_the_activation_is_complete()
    {
        await using var runtime = new TestRuntime();
        var notes = new List<string>();
        runtime.Scenario.OnActivate = async (_, _) =>
        {
            _begun.Open();
            await _gate.Opened;
            notes.Add("activated");
        };
        var plain = runtime.Reentrant().Run(Scripts.Note(notes, "request"));
        var interleaving = runtime.Reentrant().Interleave(Scripts.Note(notes, "request"));
        await _begun.Opened.Within();
        _gate.Open();
        await Task.WhenAll(plain, interleaving).Within();
        Assert.Equal(["activated", "request", "request"], notes);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_failed_activation_fails_those_who_wait_and_the_next_call_tries_again(bool later)
    {
        await using var runtime = new TestRuntime();
        var failure = new FormatException("not today");
        runtime.Scenario.OnActivate = async (_, _) =>
        {
            if (later)
            {
                _begun.Open();
                await _gate.Opened;
            }

            throw failure;
        };
        var grain = runtime.Plain();
        var first = grain.Run(Scripts.Nothing);
        if (later)
        {
            await _begun.Opened.Within();
            var second = grain.Run(Scripts.Nothing);
            _gate.Open();
            Assert.Same(failure, await second.Throws<FormatException>());
        }

        Assert.Same(failure, await first.Throws<FormatException>());
        Assert.Contains("plain/a", (await runtime.Logged.Next().Within()).Message, StringComparison.Ordinal);
        runtime.Scenario.OnActivate = null;
        await grain.Run(Scripts.Nothing).Within();
        Assert.Equal(2, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task A_failing_constructor_fails_the_call_and_the_next_one_tries_again()
    {
        await using var runtime = new TestRuntime();
        runtime.Scenario.OnConstruct = static () => throw new FormatException("no");
        await runtime.Plain().Run(Scripts.Nothing).Throws<FormatException>();
        runtime.Scenario.OnConstruct = null;
        await runtime.Plain().Run(Scripts.Nothing).Within();
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_is_given_up()
    {
        await using var runtime = new TestRuntime(static it => it.CallTimeout = TimeSpan.FromMinutes(5));
        CancellationToken told = default;
        runtime.Scenario.OnActivate = async (_, cancellation) =>
        {
            told = cancellation;
            _begun.Open();
            await _gate.Opened;
        };
        var call = runtime.Plain().Run(Scripts.Nothing);
        await _begun.Opened.Within();
        runtime.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(told.IsCancellationRequested);
        runtime.Time.Advance(TimeSpan.FromSeconds(3));
        await call.Throws<TimeoutException>();
        Assert.True(told.IsCancellationRequested);
        runtime.Scenario.OnActivate = null;
        await runtime.Plain().Run(Scripts.Nothing).Within();
        _gate.Open();
    }

    [Fact]
    public async Task An_idle_grain_ends_after_the_idle_time_and_not_before()
    {
        await using var runtime = new TestRuntime();
        DeactivationReason? why = null;
        runtime.Scenario.OnDeactivate = (_, reason, _) =>
        {
            why = reason;
            return Task.CompletedTask;
        };
        var context = await runtime.Plain().ContextOf();
        runtime.Time.Advance(TimeSpan.FromMinutes(14.9));
        await runtime.Plain("other").Run(Scripts.Nothing).Within();
        Assert.False(context.Deactivated.IsCompleted);
        runtime.Time.Advance(TimeSpan.FromMinutes(0.2));
        await context.Deactivated.Within();
        Assert.Equal(DeactivationReasonCode.ActivationIdle, why?.ReasonCode);
        Assert.Null(context.GrainInstance);
    }

    [Fact]
    public async Task A_call_puts_the_end_of_idleness_off()
    {
        await using var runtime = new TestRuntime();
        var context = await runtime.Plain().ContextOf();
        runtime.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Same(context, await runtime.Plain().ContextOf());
        runtime.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Same(context, await runtime.Plain().ContextOf());
    }

    [Fact]
    public async Task A_grain_whose_request_still_awaits_is_not_idle()
    {
        await using var runtime = new TestRuntime(static it => it.CallTimeout = TimeSpan.FromHours(2));
        var running = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        runtime.Time.Advance(TimeSpan.FromMinutes(40));
        _gate.Open();
        await running.Within();
        await runtime.Plain().Run(Scripts.Nothing).Within();
        Assert.Equal(1, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task Deactivation_can_be_delayed_and_the_delay_taken_back()
    {
        await using var runtime = new TestRuntime();
        var context = await runtime.Plain().ContextOf();
        await runtime.Plain().Run(static grain =>
        {
            grain.Stay(TimeSpan.FromHours(2));
            return Task.CompletedTask;
        }).Within();
        runtime.Time.Advance(TimeSpan.FromHours(1));
        Assert.Same(context, await runtime.Plain().ContextOf());
        await runtime.Plain().Run(static grain =>
        {
            grain.Stay(TimeSpan.FromSeconds(-1));
            return Task.CompletedTask;
        }).Within();
        runtime.Time.Advance(TimeSpan.FromMinutes(16));
        await context.Deactivated.Within();
    }

    [Fact]
    public async Task A_grain_and_its_scoped_services_are_disposed_when_it_ends()
    {
        await using var runtime = new TestRuntime();
        ScopedThing? thing = null;
        await runtime.Plain("a").Run(grain => Task.FromResult(thing = grain.Thing)).Within();
        ScopedThing? other = null;
        await runtime.Plain("b").Run(grain => Task.FromResult(other = grain.Thing)).Within();
        Assert.NotSame(thing, other);
        await (await runtime.Plain("a").ContextOf()).EndAndWait();
        Assert.Equal((true, false, 1), (thing!.IsDisposed, other!.IsDisposed, runtime.Scenario.Disposed));
    }

    [Fact]
    public async Task A_failing_deactivation_is_logged_and_ends_the_activation_all_the_same()
    {
        await using var runtime = new TestRuntime();
        runtime.Scenario.OnDeactivate = static (_, _, _) => throw new FormatException("stuck");
        await (await runtime.Plain().ContextOf()).EndAndWait();
        Assert.IsType<FormatException>((await runtime.Logged.Next().Within()).Exception);
        await runtime.Plain().Run(Scripts.Nothing).Within();
        Assert.Equal(2, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task A_deactivation_that_takes_too_long_is_given_up()
    {
        await using var runtime = new TestRuntime();
        runtime.Scenario.OnDeactivate = async (_, _, _) =>
        {
            _begun.Open();
            await _gate.Opened;
        };
        var context = await runtime.Plain().ContextOf();
        var end = context.EndAndWait();
        await _begun.Opened.Within();
        runtime.Time.Advance(TimeSpan.FromSeconds(33));
        await end.Within();
        runtime.Scenario.OnDeactivate = null;
        await runtime.Plain().Run(Scripts.Nothing).Within();
        _gate.Open();
    }
}
