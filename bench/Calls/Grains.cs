using Orleans;
using Orleans.Concurrency;

namespace Academy.Calls;

public interface ICounterGrain : IGrainWithStringKey
{
    /// <summary>Completes at once.</summary>
    Task<int> Add(int amount);

    /// <summary>Completes after an await.</summary>
    Task<int> AddLater(int amount);
}

internal sealed class CounterGrain : Grain, ICounterGrain
{
    private int _sum;

    public Task<int> Add(int amount) => Task.FromResult((_sum += amount) & 7);

    public async Task<int> AddLater(int amount)
    {
        await Task.Yield();
        return _sum += amount;
    }
}

/// <summary>A grain that calls another, over and over.</summary>
public interface ICallerGrain : IGrainWithStringKey
{
    [AlwaysInterleave]
    Task<int> Stop();

    Task<long> CallUntilStopped(string counter);
}

internal sealed class CallerGrain : Grain, ICallerGrain
{
    private bool _stopped;

    public Task<int> Stop()
    {
        _stopped = true;
        return Task.FromResult(0);
    }

    public async Task<long> CallUntilStopped(string counter)
    {
        var grain = GrainFactory.GetGrain<ICounterGrain>(counter);
        var calls = 0L;
        while (!_stopped)
        {
            await grain.Add(1);
            calls++;
        }

        return calls;
    }
}

/// <summary>As plain as a grain can be: what an activation costs.</summary>
public interface IIdleGrain : IGrainWithStringKey
{
    Task Touch();
}

internal sealed class IdleGrain : Grain, IIdleGrain
{
    public Task Touch() => Task.CompletedTask;
}

public interface ITickObserver : IGrainObserver
{
    void Tick(long number);
}

internal sealed class TickCounter : ITickObserver
{
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Tick(long number) => Volatile.Write(ref _count, _count + 1);
}

/// <summary>A grain that is asked what the academy's grains are asked, and that notifies observers elsewhere.</summary>
public interface IDistantGrain : IGrainWithStringKey
{
    Task<SomeAnswer> Complete(SomeCommand command);

    Task Watch(ITickObserver observer);

    /// <summary>Notifies each observer so many times.</summary>
    Task Notify(long first, int count);
}

internal sealed class DistantGrain : Grain, IDistantGrain
{
    private readonly List<ITickObserver> _observers = [];

    public Task<SomeAnswer> Complete(SomeCommand command) => Task.FromResult(Carried.Answer);

    public Task Watch(ITickObserver observer)
    {
        _observers.Add(observer);
        return Task.CompletedTask;
    }

    public Task Notify(long first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            foreach (var observer in _observers)
            {
                observer.Tick(number);
            }
        }

        return Task.CompletedTask;
    }
}
