using Academy.Commands;
using Academy.Streams;
using Orleans;

namespace Academy.Grains.Tests;

/// <summary>What a grain's stream brings to it, said of the grain itself.</summary>
internal static class Owners
{
    public static Task<JoinAnswer> Join(this IGrainWithStringKey owner, Caller viewer, StreamCursor? from) =>
        owner.Stream().Join(viewer, from);

    public static Task<JoinAnswer> Watch(
        this IGrainWithStringKey owner,
        IStreamWatcher watcher,
        WatchedStream stream,
        StreamCursor? from
    ) => owner.Stream().Watch(watcher, stream, from);
}
