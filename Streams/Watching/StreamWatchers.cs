namespace Academy.Streams.Watching;

/// <summary>The nodes that watch a stream, per audience. Nobody watches: nothing is encoded.</summary>
internal sealed class StreamWatchers(TimeProvider clock)
{
    /// <summary>Nodes times audiences; a fleet larger than this watches through fewer gateways.</summary>
    private const int WatchersMax = 1_000;

    private readonly Dictionary<(IStreamWatcher Watcher, WatchedStream Stream), DateTimeOffset> watches = [];

    public bool Any => watches.Count > 0;

    public void Add(IStreamWatcher watcher, WatchedStream stream)
    {
        if (watches.Count >= WatchersMax)
            DropExpired();
        if (watches.Count >= WatchersMax && !watches.ContainsKey((watcher, stream)))
            throw new InvalidOperationException($"{stream.Name} is watched by {WatchersMax} nodes already.");
        watches[(watcher, stream)] = clock.GetUtcNow() + WatchLimits.Expiry;
    }

    /// <summary>All of them, for an activation elsewhere.</summary>
    public IEnumerable<(IStreamWatcher Watcher, WatchedStream Stream)> All => watches.Keys;

    public void Remove(IStreamWatcher watcher, WatchedStream stream) => watches.Remove((watcher, stream));

    /// <summary>Sends what <paramref name="encode"/> makes of the messages, made once per audience.</summary>
    public void Publish(string epoch, Func<Audience, IReadOnlyList<StreamMessage>> encode)
    {
        if (watches.Count == 0)
            return;
        var now = clock.GetUtcNow();
        Audience? encodedFor = null;
        IReadOnlyList<StreamMessage> messages = [];
        var expired = false;
        foreach (var ((watcher, stream), expiry) in watches)
        {
            if (expiry < now)
            {
                expired = true;
                continue;
            }
            if (encodedFor != stream.Audience)
                (encodedFor, messages) = (stream.Audience, encode(stream.Audience));
            // One way: the node that misses it learns so from the number of the next one, or when it renews its watch.
            _ = watcher.OnMessages(stream, epoch, messages);
        }
        if (expired)
            DropExpired();
    }

    public void Signal(StreamSignal signal)
    {
        if (watches.Count == 0)
            return;
        var now = clock.GetUtcNow();
        foreach (var ((watcher, stream), expiry) in watches)
        {
            if (expiry >= now)
                _ = watcher.OnSignal(stream, signal);
        }
    }

    private void DropExpired()
    {
        var now = clock.GetUtcNow();
        foreach (var (watch, expiry) in watches)
        {
            if (expiry < now)
                watches.Remove(watch);
        }
    }
}
