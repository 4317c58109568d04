namespace Academy.Journal.Writing;

/// <summary>
/// Sends appends as one transaction on a connection of its own. It is optimistic: it relies on the heads that it knows
/// and on the unique keys of the tables. Which append violates a key is asked afterwards
/// (<see cref="ConflictResolver"/>).
/// </summary>
internal sealed class BatchSender(int writer, WriterDependencies shared, StreamHeads heads, DependentAppends dependents)
    : IAsyncDisposable
{
    private readonly Dictionary<string, long> continued = [];
    private readonly HashSet<(string Stream, string Actor, string CommandId)> commands = [];
    private IWriteConnection? connection;

    /// <summary>The appends in the last batch.</summary>
    public List<PendingAppend> InBatch { get; } = [];

    /// <summary>The appends that the last batch left out, because they must be checked first.</summary>
    public List<PendingAppend> LeftOut { get; } = [];

    /// <summary>Whether the last batch was sent, wholly or in part.</summary>
    public bool IsSent { get; private set; }

    public IWriteConnection Connection => connection ?? throw new InvalidOperationException("Not connected.");

    public bool IsConnected => connection is not null;

    public bool IsBroken => connection is { IsBroken: true };

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var opened = await shared.Database.ConnectAsync(shared.Fence.Fence, writer, cancellationToken);
        shared.Connected(opened.Epoch);
        heads.Clear();
        connection = opened;
    }

    /// <summary>Closes a connection in whatever state it is, without waiting for the server.</summary>
    public async Task DisconnectAsync()
    {
        var leaving = connection;
        connection = null;
        if (leaving is not null)
            await leaving.DisposeAsync();
    }

    public async Task SendAsync(List<PendingAppend> appends)
    {
        IsSent = false;
        var batch = Connection;
        batch.Begin();
        Divide(appends, batch);
        if (InBatch.Count == 0)
            return;
        batch.HoldFence();
        foreach (var pending in InBatch)
        {
            batch.Write(pending.Append, pending.FirstSeq);
            batch.Project(pending.Append, pending.FirstSeq);
        }
        IsSent = true;
        await batch.CommitAsync();
        foreach (var (stream, head) in continued)
            heads.Raise(stream, head);
    }

    public ValueTask DisposeAsync() => new(DisconnectAsync());

    private void Divide(List<PendingAppend> appends, IWriteConnection batch)
    {
        InBatch.Clear();
        LeftOut.Clear();
        continued.Clear();
        commands.Clear();
        foreach (var pending in appends)
            (Continues(pending, batch) ? InBatch : LeftOut).Add(pending);
    }

    private bool Continues(PendingAppend pending, IWriteConnection batch)
    {
        var (stream, expected) = (pending.Stream, pending.Append.ExpectedSeq);
        var required = false;
        if (dependents.IsInvalid(pending))
            return false;
        if (continued.TryGetValue(stream, out var head) || heads.TryGet(stream, out head))
        {
            if (head != expected)
                return false;
        }
        else
        {
            required = expected > 0;
        }
        // The same command twice in one batch: the second is checked when the first is stored.
        if (pending.Append.Command is { } command && !commands.Add((stream, pending.Append.Actor, command.CommandId)))
            return false;
        if (required)
            batch.RequireHead(stream, expected);
        continued[stream] = pending.LastSeq;
        return true;
    }
}
