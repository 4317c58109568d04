namespace Academy.Journal.Writing;

/// <summary>
/// A connection that writes batches, to PostgreSQL or to the simulation's model of it. It throws Npgsql's exceptions,
/// which <see cref="WriteFailures"/> classifies.
/// </summary>
internal interface IWriteConnection : IAsyncDisposable
{
    /// <summary>The epoch of the database at the time of connecting.</summary>
    string Epoch { get; }

    /// <summary>The connection closed unexpectedly.</summary>
    bool IsBroken { get; }

    /// <summary>Begins a new, empty batch.</summary>
    void Begin();

    /// <summary>The batch locks this process's fence row until it commits; it fails if the row is gone.</summary>
    void HoldFence();

    /// <summary>The batch fails if this event does not exist.</summary>
    void RequireHead(string stream, long seq);

    /// <summary>Adds an append's events, command, feed rows and outbox rows.</summary>
    void Write(Append append, long firstSeq);

    /// <summary>Adds the projections of an append's events.</summary>
    void Project(Append append, long firstSeq);

    /// <summary>Sends the batch as one transaction.</summary>
    Task CommitAsync();

    /// <summary>The heads of the appends' streams, by stream.</summary>
    Task<Dictionary<string, long>> FindHeadsAsync(List<PendingAppend> appends);

    /// <summary>The commands of the appends that are already recorded, by the append's index in the list.</summary>
    Task<Dictionary<int, RecordedCommand>> FindCommandsAsync(List<PendingAppend> appends);

    /// <summary>
    /// The indexes of appends with an unknown outcome that are stored: every event exists and is equal to what was
    /// sent.
    /// </summary>
    Task<HashSet<int>> FindStoredAsync(List<PendingAppend> appends);
}
