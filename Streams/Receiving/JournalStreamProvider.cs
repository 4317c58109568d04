using Academy.Identifiers;
using Orleans.Runtime;
using Orleans.Streams;

namespace Academy.Streams.Receiving;

/// <summary>
/// What owner grains publish, as streams (DESIGN §5): owners call this node's one watcher directly, once per stream and
/// commit; the watcher hands the messages on to the subscribers here. Rewindable: a subscription that begins at a token
/// gets everything after it, in order and once, or is told that it must start from a snapshot.
/// </summary>
internal sealed class JournalStreamProvider(WatchTable watches, IdSource ids) : IStreamProvider
{
    public string Name => JournalStream.Provider;

    public bool IsRewindable => true;

    public IAsyncStream<T> GetStream<T>(StreamId streamId)
    {
        if (typeof(T) != typeof(StreamMessage))
            throw new NotSupportedException(
                $"Streams of the journal carry {nameof(StreamMessage)}, not {typeof(T).Name}."
            );
        if (!JournalStream.TryParse(streamId, out var stream))
            throw new ArgumentException(
                $"'{streamId}' is no stream of the journal: see {nameof(JournalStream)}.",
                nameof(streamId)
            );
        return (IAsyncStream<T>)(object)new WatchableStream(streamId, stream, watches, ids);
    }
}
