using Academy.Calls;
using Academy.Commands;
using Academy.Operations;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Streams;

/// <summary>
/// The one owner of a stream, as those see it who join, watch and inspect. The stream brings it to its grain; no
/// grain's interface has it. Get it by <see cref="StreamOwners.TryFind"/>, or from a grain's reference by
/// <see cref="StreamReferences.Stream"/>.
/// </summary>
[Alias("streams.stream-extension")]
public interface IStreamExtension : IGrainExtension
{
    /// <summary>
    /// Asks to see the stream. The node that serves the viewer already watches it for the answered audience, or starts
    /// to and asks again, so that nothing falls between the answer and what follows.
    /// </summary>
    [AlwaysInterleave, Repeatable, Alias("join")]
    Task<JoinAnswer> Join(Caller viewer, StreamCursor? from);

    /// <summary>
    /// Makes a node watch the stream, or renews its watch, and returns what it missed after <paramref name="from"/>. A
    /// watch that is not renewed for <see cref="WatchLimits.Expiry"/> ends.
    /// </summary>
    [AlwaysInterleave, Repeatable, Alias("watch")]
    Task<JoinAnswer> Watch(IStreamWatcher watcher, WatchedStream stream, StreamCursor? from);

    [AlwaysInterleave, Repeatable, Alias("unwatch")]
    Task Unwatch(IStreamWatcher watcher, WatchedStream stream);

    /// <summary>The state as an operator may see it.</summary>
    [ReadOnly, AlwaysInterleave, Alias("inspect")]
    Task<Inspection> Inspect();
}
