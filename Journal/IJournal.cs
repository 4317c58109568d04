namespace Academy.Journal;

/// <summary>
/// The journal: numbered events per stream, durable before anybody hears of them.
/// </summary>
/// <remarks>
/// One grain owns a stream, so the expected sequence number is known to the caller; two owners cannot both write,
/// because every batch holds this process's fence row and <c>(stream, seq)</c> is a key.
/// </remarks>
public interface IJournal
{
    /// <summary>
    /// Identifies this history; changes when the database was restored or replaced. Known after start.
    /// </summary>
    string Epoch { get; }

    /// <summary>
    /// Appends events, the command's answer, feed and outbox rows and projections in one transaction (group commit).
    /// Completes after the commit. An unknown outcome (connection lost during commit) is resolved inside: the identical
    /// append is submitted again until it is in or meets itself.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached; nothing was written.</exception>
    /// <exception cref="JournalOverloadedException">Too many appends wait; nothing was written.</exception>
    /// <exception cref="JournalFencedException">Another process took over; this one may not write any more.</exception>
    /// <exception cref="InvalidAppendException">The append itself is at fault (size, characters jsonb refuses); nothing
    /// was written.</exception>
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

    /// <summary>The recorded answer of a command, or null when this stream never accepted it.</summary>
    Task<RecordedCommand?> FindCommandAsync(
        string stream,
        string actor,
        string commandId,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Stores a snapshot; a cache that may be deleted at any time. An older one never replaces a newer one.
    /// </summary>
    Task SaveSnapshotAsync(string stream, StreamSnapshot snapshot, CancellationToken cancellationToken);

    /// <summary>
    /// What sources left for this owner, oldest first, never past the oldest transaction still in flight.
    /// </summary>
    Task<IReadOnlyList<FeedRow>> ReadFeedAsync(string owner, int max, CancellationToken cancellationToken);
}
