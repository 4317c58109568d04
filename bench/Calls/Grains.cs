using Orleans;

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
    private int sum;

    public Task<int> Add(int amount) => Task.FromResult((sum += amount) & 7);

    public async Task<int> AddLater(int amount)
    {
        await Task.Yield();
        return sum += amount;
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
    [Orleans.Concurrency.OneWay]
    Task Tick(long number);
}

internal sealed class TickCounter : ITickObserver
{
    private long count;

    public long Count => Volatile.Read(ref count);

    public Task Tick(long number)
    {
        Interlocked.Increment(ref count);
        return Task.CompletedTask;
    }
}

/// <summary>Notifies those who watch, as the owner of a stream does.</summary>
public interface INotifierGrain : IGrainWithStringKey
{
    Task Watch(ITickObserver observer);

    /// <summary>Notifies each observer so many times.</summary>
    Task Notify(long first, int count);
}

internal sealed class NotifierGrain : Grain, INotifierGrain
{
    private readonly List<ITickObserver> observers = [];

    public Task Watch(ITickObserver observer)
    {
        observers.Add(observer);
        return Task.CompletedTask;
    }

    public Task Notify(long first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            foreach (var observer in observers)
                observer.Tick(number).Ignore();
        }
        return Task.CompletedTask;
    }
}
