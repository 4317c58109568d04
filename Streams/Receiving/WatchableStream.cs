using Academy.Identifiers;
using Orleans.Runtime;
using Orleans.Streams;

namespace Academy.Streams.Receiving;

/// <summary>One stream of the journal, to subscribe to. Only its owner publishes, by committing.</summary>
internal sealed class WatchableStream(StreamId id, WatchedStream stream, WatchTable watches, IdSource ids)
    : IJournalStream
{
    public bool IsRewindable => true;

    public string ProviderName => JournalStream.Provider;

    public StreamId StreamId => id;

    public Task<StreamSubscriptionHandle<StreamMessage>> SubscribeAsync(IAsyncObserver<StreamMessage> observer) =>
        SubscribeAsync(observer, token: null);

    public Task<StreamSubscriptionHandle<StreamMessage>> SubscribeAsync(
        IAsyncObserver<StreamMessage> observer,
        StreamSequenceToken? token,
        string? filterData = null
    ) =>
        filterData is null
            ? SubscribeAsync(new OneByOne(observer), token)
            : throw new NotSupportedException("Streams of the journal are not filtered.");

    public Task<StreamSubscriptionHandle<StreamMessage>> SubscribeAsync(IAsyncBatchObserver<StreamMessage> observer) =>
        SubscribeAsync(observer, token: null);

    public async Task<StreamSubscriptionHandle<StreamMessage>> SubscribeAsync(
        IAsyncBatchObserver<StreamMessage> observer,
        StreamSequenceToken? token
    )
    {
        var from = token switch
        {
            null => null,
            JournalToken journal => journal.Position,
            _ => throw new ArgumentException($"A place in the journal is a {nameof(JournalToken)}.", nameof(token)),
        };
        var subscriber = new QueuedReceiver(this, ids.Next(), observer, watches.Logger);
        subscriber.Attached(await watches.Subscribe(stream, subscriber, from));
        return subscriber;
    }

    public async ValueTask<(Attaching Outcome, IAttachment? Attachment)> Attach(
        IStreamReceiver receiver,
        StreamCursor answered
    ) => await watches.Attach(stream, receiver, answered);

    /// <summary>Subscriptions are of this process, and whoever made one has its handle.</summary>
    public Task<IList<StreamSubscriptionHandle<StreamMessage>>> GetAllSubscriptionHandles() =>
        throw new NotSupportedException("Streams of the journal do not keep subscriptions for anybody.");

    public Task OnNextAsync(StreamMessage item, StreamSequenceToken? token = null) => throw OnlyTheOwner();

    public Task OnNextBatchAsync(IEnumerable<StreamMessage> batch, StreamSequenceToken? token = null) =>
        throw OnlyTheOwner();

    public Task OnErrorAsync(Exception ex) => throw OnlyTheOwner();

    public Task OnCompletedAsync() => throw OnlyTheOwner();

    public bool Equals(IAsyncStream<StreamMessage>? other) =>
        other?.ProviderName == ProviderName && other.StreamId == id;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<StreamMessage>);

    public override int GetHashCode() => id.GetHashCode();

    public int CompareTo(IAsyncStream<StreamMessage>? other) => other is null ? 1 : id.CompareTo(other.StreamId);

    private static NotSupportedException OnlyTheOwner() =>
        new("Only its owner grain publishes to a stream of the journal, by committing events.");

    /// <summary>Shows an observer of single items the items of a batch.</summary>
    private sealed class OneByOne(IAsyncObserver<StreamMessage> observer) : IAsyncBatchObserver<StreamMessage>
    {
        public async Task OnNextAsync(IList<SequentialItem<StreamMessage>> items)
        {
            foreach (var item in items)
                await observer.OnNextAsync(item.Item, item.Token);
        }

        public Task OnCompletedAsync() => observer.OnCompletedAsync();

        public Task OnErrorAsync(Exception ex) => observer.OnErrorAsync(ex);
    }
}
