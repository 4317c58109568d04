using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Support;

/// <summary>What a test wants a grain to do in one request.</summary>
public delegate Task Script(ScriptGrain grain);

/// <summary>One method for every way to call.</summary>
[LocalOnly]
public interface IScript : IGrainWithStringKey
{
    Task Run(Script script);

    [AlwaysInterleave]
    Task Interleave(Script script);

    [ReadOnly]
    Task Read(Script script);

    [OneWay]
    Task Fire(Script script);

    [ResponseTimeout("00:00:05")]
    Task Hurry(Script script);
}

public interface IPlainGrain : IScript;

public interface IReentrantGrain : IScript;

public abstract class ScriptGrain : Grain, IScript, IAsyncDisposable
{
    private readonly Scenario _scenario;

    protected ScriptGrain(Scenario scenario, ScopedThing thing)
    {
        (_scenario, Thing) = (scenario, thing);
        scenario.OnConstruct?.Invoke();
        scenario.CountConstructed();
    }

    public ScopedThing Thing { get; }

    public IGrainFactory Grains => GrainFactory;

    public int Number { get; set; }

    public Task Run(Script script) => script(this);

    public Task Interleave(Script script) => script(this);

    public Task Read(Script script) => script(this);

    public Task Fire(Script script) => script(this);

    public Task Hurry(Script script) => script(this);

    public void EndWhenIdle() => DeactivateOnIdle();

    public void Stay(TimeSpan time) => DelayDeactivation(time);

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        _scenario.OnActivate?.Invoke(this, cancellationToken) ?? Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _scenario.OnDeactivate?.Invoke(this, reason, cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _scenario.CountDisposed();
        return ValueTask.CompletedTask;
    }
}

internal sealed class PlainGrain(Scenario scenario, ScopedThing thing) : ScriptGrain(scenario, thing), IPlainGrain;

[Reentrant]
internal sealed class ReentrantGrain(Scenario scenario, ScopedThing thing)
    : ScriptGrain(scenario, thing), IReentrantGrain;

/// <summary>What the grains of a test do in their lives.</summary>
public sealed class Scenario
{
    private int _constructed;
    private int _disposed;

    public int Constructed => Volatile.Read(ref _constructed);

    public int Disposed => Volatile.Read(ref _disposed);

    public Action? OnConstruct { get; set; }

    public Func<ScriptGrain, CancellationToken, Task>? OnActivate { get; set; }

    public Func<ScriptGrain, DeactivationReason, CancellationToken, Task>? OnDeactivate { get; set; }

    internal void CountConstructed() => Interlocked.Increment(ref _constructed);

    internal void CountDisposed() => Interlocked.Increment(ref _disposed);
}

/// <summary>A service of which every activation has its own.</summary>
public sealed class ScopedThing : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}

/// <summary>Scripts as one-liners.</summary>
internal static class Scripts
{
    public static Script Nothing { get; } = static _ => Task.CompletedTask;

    /// <summary>Says that it has begun, then waits for the gate.</summary>
    public static Script Hold(Gate begun, Gate gate) => async _ =>
    {
        begun.Open();
        await gate.Opened;
    };

    public static Script Note<T>(List<T> notes, T note) => _ =>
    {
        notes.Add(note);
        return Task.CompletedTask;
    };

    /// <summary>The activation behind a grain.</summary>
    public static async Task<IGrainContext> ContextOf(this IScript grain)
    {
        IGrainContext? context = null;
        await grain.Run(it =>
        {
            context = it.GrainContext;
            return Task.CompletedTask;
        }).Within();
        return context!;
    }

    /// <summary>Ends an activation from outside.</summary>
    public static Task EndAndWait(this IGrainContext context)
    {
        context.Deactivate(new DeactivationReason(DeactivationReasonCode.RuntimeRequested, "The test wants it."));
        return context.Deactivated.Within();
    }
}
