namespace Academy.Journal.Reading;

/// <summary>The journal's reads. Each sees one snapshot of the database.</summary>
internal interface IJournalReader
{
    Task<LoadedStream> LoadAsync(string stream, string stateHash, CancellationToken cancellationToken);

    Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream,
        long afterSeq,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    );

    Task<IReadOnlyDictionary<string, long>> ReadHeadsAsync(
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    );

    Task<RecordedCommand?> FindCommandAsync(
        string stream,
        string actor,
        string commandId,
        CancellationToken cancellationToken
    );

    Task SaveSnapshotAsync(string stream, StreamSnapshot snapshot, CancellationToken cancellationToken);

    Task<IReadOnlyList<FeedRow>> ReadFeedAsync(string owner, int max, CancellationToken cancellationToken);
}
