using Academy.Streams;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;

namespace Academy.Silo.Streaming;

/// <summary>
/// One subscriber's place in the order of its stream. Whatever is offered reaches the observer in that order, one call at a
/// time, whoever offers; an observer that is slow delays nobody else, and is reset when it is too far behind.
/// </summary>
internal sealed partial class StreamSubscription(
    WatchableStream stream, Guid id, IAsyncBatchObserver<StreamMessage> observer, ILogger logger)
    : StreamSubscriptionHandle<StreamMessage>
{
    /// <summary>Messages that may wait for a slow observer.</summary>
    internal const int PendingMax = 10_000;

    private readonly Lock gate = new();
    private readonly Queue<object> pending = [];
    private int pendingMessages;
    private StreamCursor position = new("", 0);
    private bool holding;
    private bool delivering;
    private bool ended;

    /// <summary>The watch that it is attached to; set before anything is offered.</summary>
    internal Watch? Watch { get; set; }

    public override StreamId StreamId => stream.StreamId;

    public override string ProviderName => stream.ProviderName;

    public override Guid HandleId => id;

    public override Task UnsubscribeAsync()
    {
        lock (gate)
        {
            ended = true;
            pending.Clear();
        }
        Watch?.Detach(this);
        return Task.CompletedTask;
    }

    public override async Task<StreamSubscriptionHandle<StreamMessage>> ResumeAsync(
        IAsyncObserver<StreamMessage> observer, StreamSequenceToken? token = null)
    {
        await UnsubscribeAsync();
        return await stream.SubscribeAsync(observer, token);
    }

    public override async Task<StreamSubscriptionHandle<StreamMessage>> ResumeAsync(
        IAsyncBatchObserver<StreamMessage> observer, StreamSequenceToken? token = null)
    {
        await UnsubscribeAsync();
        return await stream.SubscribeAsync(observer, token);
    }

    public override bool Equals(StreamSubscriptionHandle<StreamMessage>? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => id.GetHashCode();

    /// <summary>Everything after this place is offered. Held back until <see cref="CatchUp"/> if there is more before it.</summary>
    internal void Begin(StreamCursor from, bool held)
    {
        lock (gate)
            (position, holding) = (from, held);
    }

    /// <summary>Puts what came before the held messages in front of them, and lets them go.</summary>
    internal void CatchUp(StreamMessage[] missed, StreamCursor? reset)
    {
        lock (gate)
        {
            if (ended)
                return;
            var held = pending.ToArray();
            pending.Clear();
            if (reset is not null)
                pending.Enqueue(new StreamResetException(reset));
            else if (missed.Length > 0)
                pending.Enqueue(Watch.ItemsOf(position.Epoch, missed));
            pendingMessages += missed.Length;
            foreach (var item in held)
                pending.Enqueue(item);
            holding = false;
        }
        Deliver();
    }

    /// <summary>Adds contiguous messages; <see cref="Deliver"/> has to follow, outside the watch's lock.</summary>
    internal void Offer(SequentialItem<StreamMessage>[] items)
    {
        lock (gate)
        {
            if (ended)
                return;
            if (items[0].Item.Seq <= position.Seq)
                items = [.. items.Where(item => item.Item.Seq > position.Seq)];
            if (items.Length == 0)
                return;
            position = ((JournalToken)items[^1].Token).Position;
            if ((pendingMessages += items.Length) > PendingMax)
            {
                LogTooSlow(logger, StreamId);
                pending.Clear();
                pendingMessages = 0;
                pending.Enqueue(new StreamResetException(position));
                return;
            }
            pending.Enqueue(items);
        }
    }

    /// <summary>The stream goes on elsewhere (<see cref="StreamResetException"/>) or ends.</summary>
    internal void Offer(Exception news)
    {
        lock (gate)
        {
            if (ended)
                return;
            if (news is StreamResetException reset)
                position = reset.Position;
            pending.Enqueue(news);
        }
    }

    /// <summary>Past everything that waits: a signal matters now or not at all.</summary>
    internal void Signal(StreamSignal signal)
    {
        if (observer is not ISignalObserver wanting || Volatile.Read(ref ended))
            return;
        try
        {
            wanting.OnSignal(signal);
        }
        catch (Exception e)
        {
            LogObserverFailed(logger, e, StreamId);
        }
    }

    internal void Deliver()
    {
        lock (gate)
        {
            if (delivering || holding || pending.Count == 0)
                return;
            delivering = true;
        }
        _ = DeliverPending();
    }

    private async Task DeliverPending()
    {
        while (TryTake(out var next))
        {
            try
            {
                await (next is Exception news
                    ? observer.OnErrorAsync(news)
                    : observer.OnNextAsync((SequentialItem<StreamMessage>[])next));
            }
            catch (Exception e)
            {
                LogObserverFailed(logger, e, StreamId);
            }
        }
    }

    private bool TryTake(out object next)
    {
        lock (gate)
        {
            delivering = pending.TryDequeue(out next!);
            if (next is SequentialItem<StreamMessage>[] items)
                pendingMessages -= items.Length;
            return delivering;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A subscriber of {Stream} is too slow and starts from a snapshot.")]
    private static partial void LogTooSlow(ILogger logger, StreamId stream);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of {Stream} failed on a message.")]
    private static partial void LogObserverFailed(ILogger logger, Exception e, StreamId stream);
}
