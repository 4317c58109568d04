namespace Academy.Streams.Journaling;

/// <summary>A stream that is written by its owner, whatever its core.</summary>
internal interface IWrittenStream
{
    /// <summary>When this activation wrote to it last; null: it has not.</summary>
    DateTimeOffset? WrittenAt { get; }
}
