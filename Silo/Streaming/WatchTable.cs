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
    private readonly ConcurrentDictionary<WatchedStream, Watch> watches = new();
    private readonly IGrainFactory grains;
    private readonly TimeProvider clock;
    private readonly Lazy<IStreamWatcher> reference;
    private int made;
    private int failures;
    private Exception? lastFailure;

    public WatchTable(IGrainFactory grains, TimeProvider clock, ILogger<WatchTable> logger)
    {
        (this.grains, this.clock, Logger) = (grains, clock, logger);
        reference = new(() => grains.CreateObjectReference<IStreamWatcher>(this));
    }

    public ILogger Logger { get; }

    public IEnumerable<Watch> Watches => watches.Values;

    public Task OnMessages(WatchedStream stream, string epoch, IReadOnlyList<StreamMessage> messages)
    {
        if (messages.Count > 0 && watches.TryGetValue(stream, out var watch))
            watch.Accept(epoch, messages);
        return Task.CompletedTask;
    }

    /// <exception cref="StreamEndedException">The stream's owner refuses the watch, or no grain owns such a stream.</exception>
    public async Task<StreamSubscription> Subscribe(WatchedStream stream, StreamSubscription subscription, StreamPosition? from)
    {
        while (true)
        {
            if (!watches.TryGetValue(stream, out var watch))
            {
                if (!StreamOwners.TryFind(grains, stream.Organization, stream.Name, out var owner))
                    throw new StreamEndedException(StreamRefusals.NotAllowed);
                watch = watches.GetOrAdd(stream, new Watch(stream, owner, reference.Value, Interlocked.Increment(ref made), Failed, clock, Logger));
            }
            if (await watch.TryAttach(subscription, from))
                return subscription;
            // It is being given up; a new one may begin when the owner has heard of that.
            await watch.Closed;
            watches.TryRemove(new(stream, watch));
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
            watches.TryRemove(new(watch.Stream, watch));
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

    private void Failed(Exception e)
    {
        Volatile.Write(ref lastFailure, e);
        Interlocked.Increment(ref failures);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} watches of streams could not be renewed; they are tried again.")]
    private static partial void LogRenewalsFailed(ILogger logger, Exception? e, int count);
}
