using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;

namespace Academy.Streams.Receiving;

/// <summary>
/// A subscriber as Orleans knows them, who may take their time: whatever comes waits for them, in order, one call at a
/// time. Whoever is slow delays nobody else, and is reset when they are too far behind.
/// </summary>
internal sealed partial class QueuedReceiver(
    WatchableStream stream,
    Guid id,
    IAsyncBatchObserver<StreamMessage> observer,
    ILogger logger
) : StreamSubscriptionHandle<StreamMessage>, IStreamReceiver
{
    /// <summary>Messages that may wait for a slow observer.</summary>
    internal const int PendingMax = 10_000;

    private readonly Lock gate = new();
    private readonly Queue<object> pending = [];
    private int pendingMessages;
    private IAttachment? attachment;
    private bool delivering;
    private bool ended;

    public override StreamId StreamId => stream.StreamId;

    public override string ProviderName => stream.ProviderName;

    public override Guid HandleId => id;

    /// <summary>It is attached, and may be detached.</summary>
    internal void Attached(IAttachment attached)
    {
        lock (gate)
            attachment = attached;
    }

    public override Task UnsubscribeAsync()
    {
        lock (gate)
        {
            ended = true;
            pending.Clear();
            attachment?.Detach();
        }
        return Task.CompletedTask;
    }

    public override async Task<StreamSubscriptionHandle<StreamMessage>> ResumeAsync(
        IAsyncObserver<StreamMessage> observer,
        StreamSequenceToken? token = null
    )
    {
        await UnsubscribeAsync();
        return await stream.SubscribeAsync(observer, token);
    }

    public override async Task<StreamSubscriptionHandle<StreamMessage>> ResumeAsync(
        IAsyncBatchObserver<StreamMessage> observer,
        StreamSequenceToken? token = null
    )
    {
        await UnsubscribeAsync();
        return await stream.SubscribeAsync(observer, token);
    }

    public override bool Equals(StreamSubscriptionHandle<StreamMessage>? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => id.GetHashCode();

    bool IStreamReceiver.TryBegin() => true;

    /// <summary>It is no person.</summary>
    bool IStreamReceiver.IsEndedBy(StreamMessage message) => false;

    void IStreamReceiver.OnMessages(StreamDelivery delivery, int first, int end)
    {
        var items = new SequentialItem<StreamMessage>[end - first];
        for (var i = 0; i < items.Length; i++)
        {
            var message = delivery.Messages[first + i];
            items[i] = new(message, new JournalToken(new StreamCursor(delivery.Epoch, message.Seq)));
        }
        Add(items, items.Length);
    }

    /// <summary>A signal matters now or not at all, so that who may take their time gets none.</summary>
    void IStreamReceiver.OnSignal(SignalDelivery delivery) { }

    bool IStreamReceiver.OnReset(StreamCursor goesOnAfter)
    {
        Add(new StreamResetException(goesOnAfter), messages: 0);
        return true;
    }

    void IStreamReceiver.OnEnded(string reason) => Add(new StreamEndedException(reason), messages: 0);

    private void Add(object item, int messages)
    {
        lock (gate)
        {
            if (ended)
                return;
            if ((pendingMessages += messages) > PendingMax)
            {
                LogTooSlow(logger, StreamId);
                pending.Clear();
                pendingMessages = 0;
                item = new StreamResetException(
                    ((JournalToken)((SequentialItem<StreamMessage>[])item)[^1].Token).Position
                );
            }
            pending.Enqueue(item);
            if (delivering)
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
                await (
                    next is Exception news
                        ? observer.OnErrorAsync(news)
                        : observer.OnNextAsync((SequentialItem<StreamMessage>[])next)
                );
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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A subscriber of {Stream} is too slow and starts from a snapshot."
    )]
    private static partial void LogTooSlow(ILogger logger, StreamId stream);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of {Stream} failed on a message.")]
    private static partial void LogObserverFailed(ILogger logger, Exception e, StreamId stream);
}
