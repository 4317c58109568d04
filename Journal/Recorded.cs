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

/// <param name="StateHash">Hash of the shape of the state. A snapshot of another shape is ignored.</param>
/// <param name="State">UTF-8 JSON.</param>
public sealed record StreamSnapshot(long Seq, string StateHash, ReadOnlyMemory<byte> State);

public sealed record LoadedStream(StreamSnapshot? Snapshot, IReadOnlyList<RecordedEvent> Events);

/// <param name="SourceStream">The stream whose append left the row.</param>
/// <param name="SourceSeq">The last event of that append.</param>
public sealed record FeedRow(long Position, string SourceStream, long SourceSeq, ReadOnlyMemory<byte> Data)
{
    /// <summary>
    /// The correlation of the source. It is read for the first row only: the event that the rows become has one cause.
    /// </summary>
    public Guid? Correlation { get; init; }
}
