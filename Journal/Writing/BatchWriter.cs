namespace Academy.Journal.Writing;

/// <summary>
/// Writes appends as one transaction on a connection of its own. Optimistic: it trusts the heads it knows and lets the
/// keys of the tables object; who objected is asked afterwards (<see cref="Arbiter"/>).
/// </summary>
internal sealed class BatchWriter(int lane, LaneParts parts, StreamHeads heads, Chains chains) : IAsyncDisposable
{
    private readonly Dictionary<string, long> continued = [];
    private readonly HashSet<(string Stream, string Actor, string CommandId)> commands = [];
    private IWriteConnection? connection;

    /// <summary>The appends of the last <see cref="WriteAsync"/>.</summary>
    public List<PendingAppend> Writing { get; } = [];

    /// <summary>Those that it left out, because what is known speaks against them.</summary>
    public List<PendingAppend> Doubtful { get; } = [];

    /// <summary>Whether the last <see cref="WriteAsync"/> came as far as sending.</summary>
    public bool IsSent { get; private set; }

    public IWriteConnection Connection => connection ?? throw new InvalidOperationException("Not connected.");

    public bool IsConnected => connection is not null;

    public bool IsBroken => connection is { IsBroken: true };

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var opened = await parts.Database.ConnectAsync(parts.Fence.Fence, lane, cancellationToken);
        parts.Connected(opened.Epoch);
        heads.Clear();
        connection = opened;
    }

    /// <summary>Leaves a connection whose state is unknown, without waiting for its server.</summary>
    public async Task DisconnectAsync()
    {
        var leaving = connection;
        connection = null;
        if (leaving is not null)
            await leaving.DisposeAsync();
    }

    public async Task WriteAsync(List<PendingAppend> appends)
    {
        IsSent = false;
        var batch = Connection;
        batch.Begin();
        Sort(appends, batch);
        if (Writing.Count == 0)
            return;
        batch.HoldFence();
        foreach (var pending in Writing)
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

    private void Sort(List<PendingAppend> appends, IWriteConnection batch)
    {
        Writing.Clear();
        Doubtful.Clear();
        continued.Clear();
        commands.Clear();
        foreach (var pending in appends)
            (Continues(pending, batch) ? Writing : Doubtful).Add(pending);
    }

    private bool Continues(PendingAppend pending, IWriteConnection batch)
    {
        var (stream, expected) = (pending.Stream, pending.Append.ExpectedSeq);
        var required = false;
        if (chains.IsBroken(pending))
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
        // The same command twice in one batch: the second meets the first when it is stored.
        if (pending.Append.Command is { } command && !commands.Add((stream, pending.Append.Actor, command.CommandId)))
            return false;
        if (required)
            batch.RequireHead(stream, expected);
        continued[stream] = pending.LastSeq;
        return true;
    }
}
