using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Academy.Streams.Receiving;

/// <summary>What the watches of a node have in common.</summary>
internal sealed record WatchServices(
    TimeProvider Clock,
    TaskScheduler Scheduler,
    ILogger Logger,
    Action<Exception> Failed,
    Action WasReset
);

/// <summary>
/// What this node watches: one watch per stream and audience, however many receive it, and the one observer that owners
/// call for all of them.
/// </summary>
internal sealed partial class WatchTable : IStreamWatcher
{
    /// <summary>Renewals are spread over so many moments, so that each looks only at its own watches.</summary>
    public const int Slots = 20;

    /// <summary>The meter by which sockets are counted, too.</summary>
    private const string MeterName = "Academy.Realtime";

    /// <summary>Questions until a receiver that begins in the past has caught up with what goes on meanwhile.</summary>
    private const int CatchUpMax = 10;

    private readonly ConcurrentDictionary<WatchedStream, Watch> watches = new();
    private readonly ConcurrentDictionary<long, Watch>[] slots = new ConcurrentDictionary<long, Watch>[Slots];
    private readonly StreamOwners owners;
    private readonly Lazy<IStreamWatcher> reference;
    private readonly WatchServices services;
    private readonly ILogger logger;
    private long made;
    private int failures;
    private Exception? lastFailure;

    public WatchTable(
        IGrainFactory grains,
        StreamOwners owners,
        TimeProvider clock,
        ILogger<WatchTable> logger,
        IMeterFactory meters,
        TaskScheduler? scheduler = null
    )
    {
        (this.owners, this.logger) = (owners, logger);
        reference = new(() => grains.CreateObjectReference<IStreamWatcher>(this));
        for (var i = 0; i < slots.Length; i++)
            slots[i] = new();
        var meter = meters.Create(MeterName);
        meter.CreateObservableUpDownCounter(
            "academy.realtime.watched_streams",
            () => watches.Count,
            "{stream}",
            "Streams, by audience, that this node watches."
        );
        var resets = meter.CreateCounter<long>(
            "academy.realtime.resets",
            "{stream}",
            "Watched streams that went on elsewhere."
        );
        services = new(clock, scheduler ?? TaskScheduler.Default, logger, Failed, () => resets.Add(1));
    }

    /// <summary>Receivers at all streams together.</summary>
    public int ReceiverCount => watches.Values.Sum(watch => watch.ReceiverCount);

    public ILogger Logger => logger;

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
            watch.Signal(signal);
        return Task.CompletedTask;
    }

    /// <inheritdoc cref="IJournalStream.Attach"/>
    public async ValueTask<(Attaching Outcome, Attachment? Attachment)> Attach(
        WatchedStream stream,
        IStreamReceiver receiver,
        StreamCursor? answered
    )
    {
        while (true)
        {
            var watch = watches.TryGetValue(stream, out var existing) ? existing : Begin(stream);
            if (await watch.TryAttach(receiver, answered) is { } attached)
                return attached;
            // It is being given up; a new one may begin when the owner has heard of that.
            await watch.Closed;
            Forget(watch);
        }
    }

    /// <summary>Attaches a receiver that may begin further in the past than what is remembered here.</summary>
    public async Task<Attachment> Subscribe(WatchedStream stream, IStreamReceiver receiver, StreamCursor? from)
    {
        var (owner, kind) = Owner(stream);
        for (var question = 0; question < CatchUpMax; question++)
        {
            if (await Attach(stream, receiver, from) is (Attaching.Attached, { } attachment))
                return attachment;
            var answer = await owner.Watch(reference.Value, stream, from);
            if (answer.Verdict == StreamVerdict.Refused)
                throw new StreamEndedException(answer.Reason ?? "refused");
            if (answer.Verdict == StreamVerdict.Resumed && answer.Messages.Count > 0)
                receiver.OnMessages(
                    new StreamDelivery(stream, kind, answer.Epoch, [.. answer.Messages], receivers: 1),
                    0,
                    answer.Messages.Count
                );
            from = new StreamCursor(answer.Epoch, answer.Seq);
            if (answer.Verdict == StreamVerdict.Snapshot)
                receiver.OnReset(from);
        }
        throw new TimeoutException($"{stream.Name} goes on faster than it can be caught up with.");
    }

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

    /// <summary>
    /// Says how many renewals failed since the last time: one line, however many streams an outage concerns.
    /// </summary>
    public void ReportFailures()
    {
        var count = Interlocked.Exchange(ref failures, 0);
        if (count > 0)
            LogRenewalsFailed(logger, Volatile.Read(ref lastFailure), count);
    }

    private (IStreamExtension Grain, StreamKind Kind) Owner(WatchedStream stream) =>
        owners.TryFind(stream.Organization, stream.Name, out var owner, out var kind)
            ? (owner, kind)
            : throw new StreamEndedException(StreamRefusals.NotAllowed);

    private Watch Begin(WatchedStream stream)
    {
        var number = Interlocked.Increment(ref made);
        var (owner, kind) = Owner(stream);
        var begun = new Watch(stream, kind, owner, reference.Value, number, services);
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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} watches of streams could not be renewed; they are tried again."
    )]
    private static partial void LogRenewalsFailed(ILogger logger, Exception? e, int count);
}
