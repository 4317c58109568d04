using Academy.Silo.Clustering;
using Academy.Simulation.Tests.Worlds;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Academy.Simulation.Tests.Nodes;

/// <summary>
/// One activation of a grain on a node, and the host of its stream. The grain and the stream are real; the turns, the
/// timers and the steps of beginning and ending are done here as Orleans does them: those who may still write are
/// fenced, the stream is loaded, the grain is activated, and all of that in reverse when it ends.
/// </summary>
internal sealed class Activation : IStreamHost, ITargetHolder
{
    private readonly Node node;
    private readonly GrainClass type;
    private readonly Grain grain;
    private readonly Turns turns = new();
    private readonly List<ActivationTimer> timers = [];
    private readonly IIncomingGrainCallFilter[] filters;
    private readonly TaskCompletionSource ended = new();
    private IStreamExtension? extension;
    private Func<CancellationToken, Task> start = _ => Task.CompletedTask;
    private Func<CancellationToken, Task> stop = _ => Task.CompletedTask;
    private Task begun = Task.CompletedTask;
    private string? ending;
    private int running;

    public Activation(Node node, GrainId id, IServiceProvider services)
    {
        (this.node, Id, type) = (node, id, GrainClass.Of(id.Type));
        filters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        Clock = services.GetRequiredService<TimeProvider>();
        grain = type.Make(this, services);
        begun = node.Machine.Run(() => BeginAsync(services.GetService<IFencing>()));
    }

    public GrainId Id { get; }

    public GrainId Grain => Id;

    public TimeProvider Clock { get; }

    /// <summary>It takes no more requests.</summary>
    public bool IsEnding => ending is not null;

    public bool HasBegun => begun.IsCompletedSuccessfully;

    public Task Ended => ended.Task;

    /// <summary>The grain has a stream, which begins before it and ends after it.</summary>
    public void Carry(
        IStreamExtension stream,
        Func<CancellationToken, Task> start,
        Func<CancellationToken, Task> stop
    ) => (extension, this.start, this.stop) = (stream, start, stop);

    public IGrainTimer StartTimer(Func<CancellationToken, Task> tick, GrainTimerCreationOptions options)
    {
        var timer = new ActivationTimer(
            Clock,
            cancellation => TickAsync(tick, options.Interleave, cancellation),
            options
        );
        timers.Add(timer);
        return timer;
    }

    public void Deactivate(string reason)
    {
        if (IsEnding)
            return;
        ending = reason;
        node.Machine.World.Trace($"{node.Name} {Id.Key} ends");
        if (running == 0)
            _ = node.Machine.Run(EndAsync);
    }

    public object GetTarget() => grain;

    public object? GetComponent(Type componentType) => componentType.IsInstanceOfType(extension) ? extension : grain;

    public async Task<Response> InvokeAsync(IInvokable request, InvokeMethodOptions options)
    {
        running++;
        var isAlone = false;
        try
        {
            await begun;
            if (!type.IsReentrant && !options.HasFlag(InvokeMethodOptions.AlwaysInterleave))
            {
                await turns.EnterAsync();
                isAlone = true;
            }
            request.SetTarget(this);
            var call = new ModelCall(request, grain, Id, filters);
            await call.Invoke();
            return call.Response!;
        }
        catch (Exception failure)
        {
            return Response.FromException(failure);
        }
        finally
        {
            if (isAlone)
                turns.Leave();
            Ran();
        }
    }

    private async Task BeginAsync(IFencing? fencing)
    {
        try
        {
            if (fencing is not null)
                await fencing.AreFencedAsync();
            await start(CancellationToken.None);
            await grain.OnActivateAsync(CancellationToken.None);
        }
        catch
        {
            ending ??= "It could not begin.";
            End();
            throw;
        }
    }

    private async Task TickAsync(Func<CancellationToken, Task> tick, bool interleaves, CancellationToken cancellation)
    {
        if (!HasBegun || IsEnding)
            return;
        running++;
        var isAlone = false;
        try
        {
            if (!type.IsReentrant && !interleaves)
            {
                await turns.EnterAsync();
                isAlone = true;
            }
            await tick(cancellation);
        }
        catch (Exception failure)
        {
            node.TimerFailed(failure);
        }
        finally
        {
            if (isAlone)
                turns.Leave();
            Ran();
        }
    }

    private void Ran()
    {
        if (--running == 0 && IsEnding && HasBegun)
            _ = node.Machine.Run(EndAsync);
    }

    private async Task EndAsync()
    {
        if (running > 0 || ended.Task.IsCompleted)
            return;
        running++; // Nobody ends it a second time.
        foreach (var timer in timers)
            timer.Dispose();
        try
        {
            await grain.OnDeactivateAsync(
                new(DeactivationReasonCode.ApplicationRequested, ending!),
                CancellationToken.None
            );
            await stop(CancellationToken.None);
        }
        catch (Exception failure)
        {
            node.TimerFailed(failure);
        }
        End();
    }

    private void End()
    {
        foreach (var timer in timers)
            timer.Dispose();
        node.Forget(this);
        ended.TrySetResult();
    }

    /// <summary>One after the other, in the order in which they came.</summary>
    private sealed class Turns
    {
        private readonly Queue<TaskCompletionSource> waiting = new();
        private bool isTaken;

        public Task EnterAsync()
        {
            if (!isTaken)
            {
                isTaken = true;
                return Task.CompletedTask;
            }
            var turn = new TaskCompletionSource();
            waiting.Enqueue(turn);
            return turn.Task;
        }

        public void Leave()
        {
            if (waiting.TryDequeue(out var next))
                next.SetResult();
            else
                isTaken = false;
        }
    }
}

/// <summary>A timer of a grain: the next tick is counted from the end of the last one.</summary>
internal sealed class ActivationTimer : IGrainTimer
{
    private readonly CancellationTokenSource disposing = new();
    private readonly Func<CancellationToken, Task> tick;
    private readonly ITimer timer;
    private TimeSpan period;
    private bool ticks;
    private bool wasChanged;

    public ActivationTimer(TimeProvider clock, Func<CancellationToken, Task> tick, GrainTimerCreationOptions options)
    {
        (this.tick, period) = (tick, options.Period);
        timer = clock.CreateTimer(_ => _ = TickAsync(), null, options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        this.period = period;
        wasChanged = ticks;
        timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        timer.Dispose();
        disposing.Cancel();
    }

    private async Task TickAsync()
    {
        if (ticks || disposing.IsCancellationRequested)
            return;
        (ticks, wasChanged) = (true, false);
        await tick(disposing.Token);
        ticks = false;
        if (!disposing.IsCancellationRequested && !wasChanged && period > TimeSpan.Zero)
            timer.Change(period, Timeout.InfiniteTimeSpan);
    }
}
