using Orleans;
using Orleans.Concurrency;

namespace Academy.Streams;

/// <summary>A node that watches streams on behalf of its connections.</summary>
[Alias("streams.stream-watcher")]
public interface IStreamWatcher : IGrainObserver
{
    /// <summary>Messages of one commit, in order.</summary>
    [OneWay, Alias("on-messages")]
    Task OnMessages(WatchedStream stream, string epoch, IReadOnlyList<StreamMessage> messages);

    /// <summary>Something that matters only now; nobody asks for it again if it is lost.</summary>
    [OneWay, Alias("on-signal")]
    Task OnSignal(WatchedStream stream, StreamSignal signal);
}

public static class WatchLimits
{
    /// <summary>How often a node renews its watches.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);

    /// <summary>How long an owner remembers a watch that is not renewed.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(10);
}
