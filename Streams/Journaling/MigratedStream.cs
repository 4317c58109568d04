using Orleans;

namespace Academy.Streams.Journaling;

/// <summary>What an activation takes along to another silo.</summary>
/// <param name="State">UTF-8 JSON.</param>
[GenerateSerializer, Immutable, Alias("academy.MigratedStream")]
internal sealed record MigratedStream(
    [property: Id(0)] string Epoch,
    [property: Id(1)] string StateHash,
    [property: Id(2)] long Seq,
    [property: Id(3)] long SnapshotSeq,
    [property: Id(4)] byte[] State,
    [property: Id(5)] MigratedCommand[] Commands,
    [property: Id(6)] MigratedWatch[] Watches
);

[GenerateSerializer, Immutable, Alias("academy.MigratedCommand")]
internal sealed record MigratedCommand(
    [property: Id(0)] string Actor,
    [property: Id(1)] string Id,
    [property: Id(2)] string RequestHash,
    [property: Id(3)] byte[] Answer
);

[GenerateSerializer, Immutable, Alias("academy.MigratedWatch")]
internal sealed record MigratedWatch([property: Id(0)] IStreamWatcher Watcher, [property: Id(1)] WatchedStream Stream);
