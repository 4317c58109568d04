using System.Data;
using Npgsql;

namespace Academy.Journal.Writing;

/// <summary>
/// Writes appends as one transaction on a connection of its own. Optimistic: it trusts the heads it knows and lets the
/// keys of the tables object; who objected is asked afterwards (<see cref="Arbiter"/>).
/// </summary>
internal sealed class BatchWriter(
    string connectionString, int lane, LaneParts parts, StreamHeads heads, Chains chains) : IAsyncDisposable
{
    // Batches look rows up by key and never scan; a plan made while a table was small must not say otherwise later.
    private const string Settings = """
        set jit = off; set plan_cache_mode = force_generic_plan;
        set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off;
        set lock_timeout = '3s'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0;
        set synchronous_commit = on; set default_transaction_isolation = 'read committed'
        """;

    private readonly Dictionary<string, long> continued = [];
    private readonly HashSet<(string Stream, string Actor, string CommandId)> commands = [];
    private NpgsqlConnection? connection;
    private NpgsqlBatch? batch;
    private BatchRows? rows;

    /// <summary>The appends of the last <see cref="WriteAsync"/>.</summary>
    public List<PendingAppend> Writing { get; } = [];

    /// <summary>Those that it left out, because what is known speaks against them.</summary>
    public List<PendingAppend> Doubtful { get; } = [];

    /// <summary>Whether the last <see cref="WriteAsync"/> came as far as sending.</summary>
    public bool IsSent { get; private set; }

    public NpgsqlConnection Connection => connection ?? throw new InvalidOperationException("Not connected.");

    public bool IsConnected => connection is not null;

    /// <summary>The connection closed without our asking.</summary>
    public bool IsBroken => connection is { State: not ConnectionState.Open };

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var opening = new NpgsqlConnection(connectionString);
        try
        {
            await opening.OpenAsync(cancellationToken);
            await using (var settings = new NpgsqlCommand(Settings, opening))
                await settings.ExecuteNonQueryAsync(cancellationToken);
            parts.Connected(await Epochs.ReadAsync(opening, cancellationToken));
        }
        catch
        {
            await opening.DisposeAsync();
            throw;
        }
        heads.Clear();
        connection = opening;
        batch = new NpgsqlBatch(opening);
        // Npgsql remembers in a command what it prepared, on whichever connection that was.
        rows = new(parts.Fence.Fence, lane, parts.Projections);
    }

    /// <summary>Leaves a connection whose state is unknown, without waiting for its server.</summary>
    public async Task DisconnectAsync()
    {
        var leaving = connection;
        (connection, batch) = (null, null);
        if (leaving is null)
            return;
        try
        {
            await leaving.DisposeAsync();
        }
        catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException)
        {
            // It was being left because it is broken.
        }
    }

    public async Task WriteAsync(List<PendingAppend> appends)
    {
        IsSent = false;
        rows!.Clear();
        Sort(appends);
        if (Writing.Count == 0)
            return;
        foreach (var pending in Writing)
            rows!.Add(pending.Append);
        rows!.PutInto(batch!);
        IsSent = true;
        await batch!.ExecuteNonQueryAsync();
        foreach (var (stream, head) in continued)
            heads.Raise(stream, head);
    }

    public ValueTask DisposeAsync() => new(DisconnectAsync());

    private void Sort(List<PendingAppend> appends)
    {
        Writing.Clear();
        Doubtful.Clear();
        continued.Clear();
        commands.Clear();
        foreach (var pending in appends)
            (Continues(pending) ? Writing : Doubtful).Add(pending);
    }

    private bool Continues(PendingAppend pending)
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
            rows!.RequireHead(stream, expected);
        continued[stream] = pending.LastSeq;
        return true;
    }
}
