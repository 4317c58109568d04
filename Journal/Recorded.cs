namespace Academy.Journal;

public sealed record RecordedEvent(
    string Stream,
    long Seq,
    string Type,
    int Version,
    ReadOnlyMemory<byte> Data,
    string Actor,
    DateTimeOffset At
);

public sealed record RecordedCommand(
    string CommandId,
    string RequestHash,
    long FirstSeq,
    long LastSeq,
    ReadOnlyMemory<byte> Answer
);

/// <param name="StateHash">Hash of the state's shape; a snapshot of another shape is ignored.</param>
/// <param name="State">UTF-8 JSON.</param>
public sealed record StreamSnapshot(long Seq, string StateHash, ReadOnlyMemory<byte> State);

public sealed record LoadedStream(StreamSnapshot? Snapshot, IReadOnlyList<RecordedEvent> Events);

/// <param name="SourceStream">The stream whose append left the row.</param>
/// <param name="SourceSeq">The last event of that append.</param>
public sealed record FeedRow(long Position, string SourceStream, long SourceSeq, ReadOnlyMemory<byte> Data)
{
    /// <summary>
    /// Of the source; read for the first of the rows only, which stands for all of them as the cause of what they
    /// become.
    /// </summary>
    public Guid? Correlation { get; init; }
}
