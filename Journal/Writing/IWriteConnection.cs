namespace Academy.Journal.Writing;

/// <summary>
/// A connection that writes batches: PostgreSQL's, or the simulation's model of it. Its failures are Npgsql's
/// exceptions, which <see cref="WriteFailures"/> reads.
/// </summary>
internal interface IWriteConnection : IAsyncDisposable
{
    /// <summary>The history that the database holds.</summary>
    string Epoch { get; }

    /// <summary>The connection closed without our asking.</summary>
    bool IsBroken { get; }

    /// <summary>Begins a new batch and forgets the last one.</summary>
    void Begin();

    /// <summary>The batch is to hold this process's fence until it commits, or to fail.</summary>
    void HoldFence();

    /// <summary>The batch is to fail if this event is not there.</summary>
    void RequireHead(string stream, long seq);

    /// <summary>Adds the events and all that belongs to them, but for projections.</summary>
    void Write(Append append, long firstSeq);

    /// <summary>Adds the projections of the events.</summary>
    void Project(Append append, long firstSeq);

    /// <summary>Sends the batch as one transaction.</summary>
    Task CommitAsync();

    /// <summary>The heads of the appends' streams.</summary>
    Task<Dictionary<string, long>> FindHeadsAsync(List<PendingAppend> appends);

    /// <summary>The commands among the appends' that are recorded already, by the place in the list.</summary>
    Task<Dictionary<int, RecordedCommand>> FindCommandsAsync(List<PendingAppend> appends);

    /// <summary>The places of those among the lost whose every event is there, equal in all that was sent.</summary>
    Task<HashSet<int>> FindStoredAsync(List<PendingAppend> appends);
}
