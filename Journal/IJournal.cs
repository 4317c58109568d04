namespace Academy.Journal;

/// <summary>
/// The journal: numbered events per stream. An event is durable before anybody is told of it.
/// </summary>
/// <remarks>
/// One grain owns a stream, so the caller knows the expected sequence number. Two owners cannot both write, because
/// every batch locks this process's fence row and <c>(stream, seq)</c> is a unique key.
/// </remarks>
public interface IJournal
{
    /// <summary>
    /// Identifies the history in the database; changes when the database is restored or replaced. Known after the
    /// start.
    /// </summary>
    string Epoch { get; }

    /// <summary>
    /// Appends events, the command's answer, feed rows, outbox rows and projections in one transaction (group commit).
    /// Completes after the commit. If the outcome is unknown (the connection was lost during the commit), the identical
    /// append is sent again until it is stored or found stored; the caller waits.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached; nothing was written.</exception>
    /// <exception cref="JournalOverloadedException">Too many appends wait; nothing was written.</exception>
    /// <exception cref="JournalFencedException">Another process took over; this one may not write any more.</exception>
    /// <exception cref="InvalidAppendException">The append can never be written (its size, characters that jsonb
    /// refuses); nothing was written.</exception>
    ValueTask<AppendResult> AppendAsync(Append append);

    /// <summary>Loads the snapshot with this state hash, if any, and the events after it, in order.</summary>
    Task<LoadedStream> LoadAsync(string stream, string stateHash, CancellationToken cancellationToken);

    /// <summary>
    /// Reads events with <c>seq &gt; afterSeq</c> in order, at most <paramref name="maxEvents"/> and about
    /// <paramref name="maxBytes"/>.
    /// </summary>
    Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream,
        long afterSeq,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The number of the latest event of each of the streams, as of one moment; those without events are left out.
    /// </summary>
    Task<IReadOnlyDictionary<string, long>> ReadHeadsAsync(
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    );

    /// <summary>The recorded answer of a command, or null when this stream never accepted it.</summary>
    Task<RecordedCommand?> FindCommandAsync(
        string stream,
        string actor,
        string commandId,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Stores a snapshot. It is a cache that may be deleted at any time. An older one never replaces a newer one.
    /// </summary>
    Task SaveSnapshotAsync(string stream, StreamSnapshot snapshot, CancellationToken cancellationToken);

    /// <summary>
    /// The rows that other streams left for this owner, oldest first. It never reads past the oldest transaction in
    /// flight.
    /// </summary>
    Task<IReadOnlyList<FeedRow>> ReadFeedAsync(string owner, int max, CancellationToken cancellationToken);
}
