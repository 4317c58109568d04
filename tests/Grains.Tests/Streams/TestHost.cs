using Academy.Journal;
using Academy.Streams;
using Academy.Streams.Journaling;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace Academy.Grains.Tests.Streams;

/// <summary>Runs a stream without an engine: in turns, one at a time. Its timers tick when the test says so.</summary>
internal sealed class TestHost(string key, TimeProvider? clock = null) : IStreamHost
{
    private readonly TaskScheduler turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly List<Func<CancellationToken, Task>> timers = [];

    public GrainId Grain { get; } = GrainId.Create("tested", key);

    public TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    /// <summary>Of the process, as it were. Known when a stream was started.</summary>
    public StaleOwners Stale { get; private set; } = null!;

    /// <summary>Why the activation is to end, each time that was asked for.</summary>
    public List<string> Deactivations { get; } = [];

    /// <summary>Loads a stream as an activation does.</summary>
    public async Task<JournaledStream<TCore>> StartAsync<TCore>(
        string kind,
        IStreamDescriptor<TCore> descriptor,
        IJournal journal,
        IEnumerable<EventType> events,
        Action<JournaledStream<TCore>>? before = null
    )
        where TCore : class, ICore, new()
    {
        Stale = new StaleOwners(journal, TimeProvider.System);
        var services = new StreamServices(
            journal,
            new EventCatalog(events),
            null!,
            Stale,
            NullLogger<StreamServices>.Instance
        );
        var stream = new JournaledStream<TCore>(kind, this, descriptor, services);
        before?.Invoke(stream);
        await Turn(() => stream.StartAsync(default));
        return stream;
    }

    /// <summary>A request: runs in turns of its own, between which others come.</summary>
    public Task<T> Turn<T>(Func<Task<T>> request) =>
        Task.Factory.StartNew(request, CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns).Unwrap();

    public Task Turn(Func<Task> request) =>
        Task.Factory.StartNew(request, CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns).Unwrap();

    /// <summary>Lets every timer tick once.</summary>
    public Task Tick() =>
        Turn(async () =>
        {
            foreach (var tick in timers)
                await tick(default);
        });

    public IGrainTimer StartTimer(Func<CancellationToken, Task> tick, GrainTimerCreationOptions options)
    {
        timers.Add(tick);
        return new Timer();
    }

    public void Deactivate(string reason) => Deactivations.Add(reason);

    private sealed class Timer : IGrainTimer
    {
        public void Change(TimeSpan dueTime, TimeSpan period) { }

        public void Dispose() { }
    }
}
