using System.Collections.Concurrent;
using Academy.Streams;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Academy.Silo.Streaming;

/// <summary>
/// What this node watches: one watch per stream and audience, however many subscribe, and the one observer that owners call
/// for all of them.
/// </summary>
internal sealed partial class WatchTable : IStreamWatcher
{
    /// <summary>Renewals are spread over so many moments, so that each looks only at its own watches.</summary>
    public const int Slots = 20;

    private readonly ConcurrentDictionary<WatchedStream, Watch> watches = new();
    private readonly ConcurrentDictionary<long, Watch>[] slots = new ConcurrentDictionary<long, Watch>[Slots];
    private readonly IGrainFactory grains;
    private readonly TimeProvider clock;
    private readonly TaskScheduler scheduler;
    private readonly Lazy<IStreamWatcher> reference;
    private long made;
    private int failures;
    private Exception? lastFailure;

    public WatchTable(IGrainFactory grains, TimeProvider clock, ILogger<WatchTable> logger, TaskScheduler? scheduler = null)
    {
        (this.grains, this.clock, Logger) = (grains, clock, logger);
        this.scheduler = scheduler ?? TaskScheduler.Default;
        reference = new(() => grains.CreateObjectReference<IStreamWatcher>(this));
        for (var i = 0; i < slots.Length; i++)
            slots[i] = new();
    }

    public ILogger Logger { get; }

    public IEnumerable<Watch> InSlot(int slot) => slots[slot].Select(entry => entry.Value);

    public Task OnMessages(WatchedStream stream, string epoch, IReadOnlyList<StreamMessage> messages)
    {
        if (messages.Count > 0 && watches.TryGetValue(stream, out var watch))
            watch.Accept(epoch, messages);
        return Task.CompletedTask;
    }

    public Task OnSignal(WatchedStream stream, StreamSignal signal)
    {
        if (watches.TryGetValue(stream, out var watch))
        {
            foreach (var subscription in watch.Subscriptions)
                subscription.Signal(signal);
        }
        return Task.CompletedTask;
    }

    /// <exception cref="StreamEndedException">The stream's owner refuses the watch, or no grain owns such a stream.</exception>
    public async Task<StreamSubscription> Subscribe(WatchedStream stream, StreamSubscription subscription, StreamCursor? from)
    {
        while (true)
        {
            var watch = watches.TryGetValue(stream, out var existing) ? existing : Begin(stream);
            if (await watch.TryAttach(subscription, from))
                return subscription;
            // It is being given up; a new one may begin when the owner has heard of that.
            await watch.Closed;
            Forget(watch);
        }
    }

    public IReadOnlyList<StreamSubscription> SubscriptionsOf(WatchedStream stream) =>
        watches.TryGetValue(stream, out var watch) ? watch.Subscriptions : [];

    /// <summary>Renews a watch, or gives it up when nobody has subscribed to it for a while.</summary>
    public async Task Renew(Watch watch)
    {
        if (watch.TryClose())
        {
            await watch.Closed;
            Forget(watch);
        }
        else
        {
            await watch.Renew();
        }
    }

    /// <summary>Says how many renewals failed since the last time: one line, however many streams an outage concerns.</summary>
    public void ReportFailures()
    {
        var count = Interlocked.Exchange(ref failures, 0);
        if (count > 0)
            LogRenewalsFailed(Logger, Volatile.Read(ref lastFailure), count);
    }

    private Watch Begin(WatchedStream stream)
    {
        if (!StreamOwners.TryFind(grains, stream.Organization, stream.Name, out var owner))
            throw new StreamEndedException(StreamRefusals.NotAllowed);
        var number = Interlocked.Increment(ref made);
        var begun = new Watch(stream, owner, reference.Value, number, Failed, clock, scheduler, Logger);
        var watch = watches.GetOrAdd(stream, begun);
        if (ReferenceEquals(watch, begun))
            slots[number % Slots][number] = watch;
        return watch;
    }

    private void Forget(Watch watch)
    {
        watches.TryRemove(new(watch.Stream, watch));
        slots[watch.Number % Slots].TryRemove(watch.Number, out _);
    }

    private void Failed(Exception e)
    {
        Volatile.Write(ref lastFailure, e);
        Interlocked.Increment(ref failures);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} watches of streams could not be renewed; they are tried again.")]
    private static partial void LogRenewalsFailed(ILogger logger, Exception? e, int count);
}
