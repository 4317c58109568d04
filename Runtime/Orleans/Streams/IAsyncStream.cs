using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream, whatever it carries.</summary>
public interface IAsyncStream
{
    /// <summary>Whether a subscription may begin in the past.</summary>
    bool IsRewindable { get; }

    /// <summary>The provider that the stream belongs to.</summary>
    string ProviderName { get; }

    /// <summary>The stream's identity.</summary>
    StreamId StreamId { get; }
}

/// <summary>A stream of <typeparamref name="T"/>.</summary>
public interface IAsyncStream<T> :
    IAsyncStream, IEquatable<IAsyncStream<T>>, IComparable<IAsyncStream<T>>,
    IAsyncObservable<T>, IAsyncBatchObservable<T>, IAsyncBatchProducer<T>
{
    /// <summary>The caller's subscriptions to this stream.</summary>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}

/// <summary>What can be subscribed to.</summary>
public interface IAsyncObservable<T>
{
    /// <summary>Subscribes from now on.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);

    /// <summary>Subscribes from <paramref name="token"/> on.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null);
}

/// <summary>What can be subscribed to by batches.</summary>
public interface IAsyncBatchObservable<T>
{
    /// <summary>Subscribes from now on.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer);

    /// <summary>Subscribes from <paramref name="token"/> on.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token);
}

/// <summary>A receiver of items, one at a time.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>The next item; the one after it follows when the returned task is done.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    /// <summary>Nothing more will come.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>The stream failed.</summary>
    Task OnErrorAsync(Exception ex);
}

/// <summary>A receiver of items in batches.</summary>
public interface IAsyncBatchObserver<T>
{
    /// <summary>The next items.</summary>
    Task OnNextAsync(IList<SequentialItem<T>> items);

    /// <summary>Nothing more will come.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>The stream failed.</summary>
    Task OnErrorAsync(Exception ex);
}

/// <summary>What can be published to by batches.</summary>
public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
{
    /// <summary>Publishes items in this order.</summary>
    Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
}

/// <summary>An item and its place in the stream.</summary>
[GenerateSerializer]
public class SequentialItem<T>(T item, StreamSequenceToken token)
{
    /// <summary>The item.</summary>
    [Id(0)] public T Item { get; } = item;

    /// <summary>Its place.</summary>
    [Id(1)] public StreamSequenceToken Token { get; } = token;
}
