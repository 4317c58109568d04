using Academy.Runtime.Tests.Support;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Runtime.Tests;

public interface IWorkerGrain : IScript;

[StatelessWorker(3)]
internal sealed class WorkerGrain(Scenario scenario, ScopedThing thing) : ScriptGrain(scenario, thing), IWorkerGrain;

/// <summary>Stateless workers: several activations of one grain.</summary>
public sealed class StatelessWorkerTests
{
    private readonly Gate _gate = new();

    [Fact]
    public async Task Requests_that_come_at_a_time_run_at_a_time_up_to_the_limit()
    {
        await using var runtime = new TestRuntime();
        var grain = runtime.Grains.GetGrain<IWorkerGrain>("a");
        var begun = Enumerable.Range(0, 5).Select(static _ => new Gate()).ToArray();
        var calls = begun.Select(it => grain.Run(Scripts.Hold(it, _gate))).ToArray();
        await Task.WhenAll(begun[..3].Select(static it => it.Opened)).Within();
        Assert.Equal(3, runtime.Scenario.Constructed);
        Assert.False(begun[3].Opened.IsCompleted || begun[4].Opened.IsCompleted);
        _gate.Open();
        await Task.WhenAll(calls).Within();
        Assert.Equal(3, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task One_request_after_the_other_needs_one_activation()
    {
        await using var runtime = new TestRuntime();
        var grain = runtime.Grains.GetGrain<IWorkerGrain>("a");
        for (var number = 0; number < 20; number++)
        {
            await grain.Run(Scripts.Nothing).Within();
        }

        // The answer may be out before the activation rests: then the next call finds another.
        Assert.InRange(runtime.Scenario.Constructed, 1, 2);
    }

    [Fact]
    public async Task Idle_activations_end_and_the_grain_comes_back()
    {
        await using var runtime = new TestRuntime();
        var grain = runtime.Grains.GetGrain<IWorkerGrain>("a");
        var contexts = new[] { await ((IScript)grain).ContextOf() };
        await contexts[0].EndAndWait();
        await grain.Run(Scripts.Nothing).Within();
        Assert.Equal(2, runtime.Scenario.Constructed);
    }

    [Fact]
    public async Task What_waits_for_an_activation_that_ends_is_not_lost()
    {
        await using var runtime = new TestRuntime();
        var grain = runtime.Grains.GetGrain<IWorkerGrain>("a");
        var begun = new Gate();
        var holding = grain.Run(async it =>
        {
            it.EndWhenIdle();
            begun.Open();
            await _gate.Opened;
        });
        await begun.Opened.Within();
        var others = Enumerable.Range(0, 50).Select(_ => grain.Run(Scripts.Nothing)).ToArray();
        _gate.Open();
        await Task.WhenAll([holding, .. others]).Within();
    }
}
