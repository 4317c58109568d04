using Academy.Calls;
using Academy.Commands;
using Orleans.Concurrency;
using Orleans;

namespace Academy.Streams;

/// <summary>The one owner of a stream: numbers its events, knows who watches, and decides who may.</summary>
[Alias("streams.stream-owner-grain")]
public interface IStreamOwnerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Asks to see the stream. The node that serves the viewer already watches it for the answered audience, or starts
    /// to and asks again, so that nothing falls between the answer and what follows.
    /// </summary>
    [AlwaysInterleave, Repeatable, Alias("join")]
    Task<JoinAnswer> Join(Caller viewer, StreamPosition? from);

    /// <summary>
    /// Makes a node watch the stream, or renews its watch, and returns what it missed after <paramref name="from"/>. A
    /// watch that is not renewed for <see cref="WatchLimits.Expiry"/> ends.
    /// </summary>
    [AlwaysInterleave, Repeatable, Alias("watch")]
    Task<JoinAnswer> Watch(IStreamWatcher watcher, WatchedStream stream, StreamPosition? from);

    [AlwaysInterleave, Alias("unwatch")]
    Task Unwatch(IStreamWatcher watcher, WatchedStream stream);
}

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
