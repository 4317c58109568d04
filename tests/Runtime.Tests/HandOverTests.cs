using Academy.Runtime.Tests.Support;
using Orleans.Runtime;

namespace Academy.Runtime.Tests;

/// <summary>What happens to calls while an activation gives way to the next, and when the process stops.</summary>
public sealed class HandOverTests
{
    private readonly Gate _begun = new();
    private readonly Gate _gate = new();

    [Fact]
    public async Task What_waits_when_a_grain_deactivates_itself_goes_to_a_fresh_activation_in_order()
    {
        await using var runtime = new TestRuntime();
        var notes = new List<(int Number, object Grain)>();
        object? old = null;
        var ending = runtime.Plain().Run(async grain =>
        {
            old = grain;
            _begun.Open();
            await _gate.Opened;
            grain.EndWhenIdle();
        });
        await _begun.Opened.Within();
        var waiting = Enumerable.Range(0, 50).Select(number => runtime.Plain().Run(grain =>
        {
            notes.Add((number, grain));
            return Task.CompletedTask;
        })).ToArray();
        _gate.Open();
        await Task.WhenAll([ending, .. waiting]).Within();
        Assert.Equal(Enumerable.Range(0, 50), notes.Select(static it => it.Number));
        Assert.All(notes, it => Assert.NotSame(old, it.Grain));
        Assert.Equal(2, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task The_fresh_activation_begins_only_after_the_old_one_has_ended()
    {
        await using var runtime = new TestRuntime();
        runtime.Scenario.OnDeactivate = async (_, _, _) =>
        {
            _begun.Open();
            await _gate.Opened;
        };
        var grain = runtime.Plain();
        var context = await grain.ContextOf();
        var end = context.EndAndWait();
        await _begun.Opened.Within();
        var call = grain.Run(Scripts.Nothing);
        await runtime.Plain("other").Run(Scripts.Nothing).Within();
        Assert.Equal((2, false), (runtime.Scenario.Constructed, call.IsCompleted));
        _gate.Open();
        await Task.WhenAll(end, call).Within();
        Assert.Equal(3, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task No_call_is_lost_repeated_or_reordered_while_a_grain_ends_over_and_over()
    {
        await using var runtime = new TestRuntime();
        var served = Enumerable.Range(0, 20).Select(static _ => new List<int>()).ToArray();
        var living = 0;
        var most = 0;
        runtime.Scenario.OnActivate = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref living));
            await Task.Yield();
        };
        runtime.Scenario.OnDeactivate = async (_, _, _) =>
        {
            await Task.Yield();
            Interlocked.Decrement(ref living);
        };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(caller => Task.Run(async () =>
        {
            var grain = runtime.Plain();
            for (var number = 0; number < 200; number += 2)
            {
                var (first, second) = (number, number + 1);
                await Task.WhenAll(
                    grain.Run(it => Serve(it, first)), runtime.Plain().Run(it => Serve(it, second)));
            }

            Task Serve(ScriptGrain it, int number)
            {
                served[caller].Add(number);
                if ((number + caller) % 7 == 0)
                {
                    it.EndWhenIdle();
                }

                return Task.CompletedTask;
            }
        }))).Within();
        Assert.All(served, static it => Assert.Equal(Enumerable.Range(0, 200), it));
        Assert.Equal(1, most);
        Assert.True(runtime.Scenario.Constructed > 100, $"only {runtime.Scenario.Constructed} activations");
    }

    [Fact]
    public async Task A_grain_that_ends_itself_while_it_activates_still_serves_the_call_that_woke_it()
    {
        await using var runtime = new TestRuntime();
        runtime.Scenario.OnActivate = static (grain, _) =>
        {
            grain.EndWhenIdle();
            return Task.CompletedTask;
        };
        for (var call = 0; call < 3; call++)
        {
            await runtime.Plain().Run(Scripts.Nothing).Within();
        }

        Assert.InRange(runtime.Scenario.Constructed, 1, 3);
    }

    [Fact]
    public async Task A_grain_with_a_request_under_way_ends_after_it()
    {
        await using var runtime = new TestRuntime();
        var context = await runtime.Plain().ContextOf();
        var running = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        var end = context.EndAndWait();
        await runtime.Plain("other").Run(Scripts.Nothing).Within();
        Assert.False(end.IsCompleted);
        _gate.Open();
        await Task.WhenAll(running, end).Within();
    }

    [Fact]
    public async Task Stopping_lets_what_was_called_end_and_then_deactivates_all_grains()
    {
        await using var runtime = new TestRuntime();
        var ended = 0;
        runtime.Scenario.OnDeactivate = (_, _, _) => Task.FromResult(Interlocked.Increment(ref ended));
        await runtime.Plain("b").Run(Scripts.Nothing).Within();
        var running = runtime.Plain("a").Run(async grain =>
        {
            _begun.Open();
            await _gate.Opened;
            await grain.Grains.GetGrain<IPlainGrain>("c").Run(Scripts.Nothing);
        });
        await _begun.Opened.Within();
        var waiting = runtime.Plain("a").Run(Scripts.Nothing);
        var stop = runtime.StopAsync();
        _gate.Open();
        await Task.WhenAll(running, waiting, stop).Within();
        Assert.Equal((3, 3), (runtime.Scenario.Constructed, ended));
    }

    [Fact]
    public async Task Nothing_new_begins_once_the_runtime_stops()
    {
        await using var runtime = new TestRuntime();
        var grain = runtime.Plain();
        await grain.Run(Scripts.Nothing).Within();
        await runtime.StopAsync().Within();
        await grain.Run(Scripts.Nothing).Throws<SiloUnavailableException>();
        await runtime.Plain("b").Run(Scripts.Nothing).Throws<SiloUnavailableException>();
        Assert.Equal(1, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task Stopping_gives_up_after_the_drain_time()
    {
        await using var runtime = new TestRuntime();
        var running = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        var stop = runtime.StopAsync();
        Assert.False(stop.IsCompleted);
        runtime.Time.Advance(TimeSpan.FromSeconds(10));
        await stop.Within();
        Assert.Contains("1 grains did not deactivate",
            (await runtime.Logged.Next().Within()).Message,
            StringComparison.Ordinal);
        _gate.Open();
        await running.Within();
    }
}
