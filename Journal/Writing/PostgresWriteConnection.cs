using System.Data;
using Npgsql;

namespace Academy.Journal.Writing;

/// <summary>
/// A connection to PostgreSQL outside any pool; a batch is one <see cref="NpgsqlBatch"/>, one implicit transaction.
/// </summary>
internal sealed class PostgresWriteConnection : IWriteConnection
{
    // Batches look rows up by key. A plan that was made while a table was small must not scan it when it is large.
    private const string Settings = """
        set jit = off; set plan_cache_mode = force_generic_plan;
        set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off;
        set lock_timeout = '3s'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0;
        set synchronous_commit = on; set default_transaction_isolation = 'read committed'
        """;

    private const string HeadsSql = """
        select asked.stream,
               coalesce((select e.seq from events e where e.stream = asked.stream order by e.seq desc limit 1), 0)
        from (select distinct unnest($1) as stream) asked
        """;

    private const string CommandsSql = """
        select asked.number, c.command_id, c.request_hash, c.first_seq, c.last_seq, c.answer
        from (select unnest($1) as number, unnest($2) as stream, unnest($3) as actor, unnest($4) as id) asked
        join commands c on c.stream = asked.stream and c.actor = asked.actor and c.command_id = asked.id
        """;

    private const string StoredSql = """
        select sent.number, count(*)
        from (select unnest($1) as stream, unnest($2) as seq, unnest($3) as type, unnest($4) as version,
                     unnest($5) as data, unnest($6) as actor, unnest($7) as at, unnest($8) as correlation_id,
                     unnest($9) as causation_id, unnest($10) as number) sent
        join events e on e.stream = sent.stream and e.seq = sent.seq
        where e.type = sent.type and e.version = sent.version and e.data = sent.data and e.actor = sent.actor
          and e.at = sent.at and e.correlation_id is not distinct from sent.correlation_id
          and e.causation_id is not distinct from sent.causation_id
        group by sent.number
        """;

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlBatch writing;

    // Npgsql stores in a command what it prepared on a connection. So the commands in here belong to one connection.
    private readonly BatchRows batchRows;

    private PostgresWriteConnection(NpgsqlConnection connection, BatchRows rows, string epoch)
    {
        (this.connection, batchRows, Epoch) = (connection, rows, epoch);
        writing = new NpgsqlBatch(connection);
    }

    public string Epoch { get; }

    public bool IsBroken => connection.State != ConnectionState.Open;

    public static async Task<PostgresWriteConnection> OpenAsync(
        string connectionString,
        BatchRows rows,
        CancellationToken cancellationToken
    )
    {
        var opening = new NpgsqlConnection(connectionString);
        try
        {
            await opening.OpenAsync(cancellationToken);
            await using (var settings = new NpgsqlCommand(Settings, opening))
                await settings.ExecuteNonQueryAsync(cancellationToken);
            return new(opening, rows, await Epochs.ReadAsync(opening, cancellationToken));
        }
        catch
        {
            await opening.DisposeAsync();
            throw;
        }
    }

    public void Begin() => batchRows.Clear();

    public void HoldFence() => batchRows.HoldFence();

    public void RequireHead(string stream, long seq) => batchRows.RequireHead(stream, seq);

    public void Write(Append append, long firstSeq) => batchRows.Write(append, firstSeq);

    public void Project(Append append, long firstSeq) => batchRows.Project(append, firstSeq);

    public Task CommitAsync()
    {
        batchRows.PutInto(writing);
        return writing.ExecuteNonQueryAsync();
    }

    /// <summary>Closes a connection in whatever state it is, without waiting for the server.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException)
        {
            // It is closed because it is broken.
        }
    }

    public async Task<Dictionary<string, long>> FindHeadsAsync(List<PendingAppend> appends)
    {
        var rows = new Rows(HeadsSql);
        var streams = rows.Text();
        streams.AddRange(appends.Select(pending => pending.Stream));
        var current = new Dictionary<string, long>();
        await foreach (var reader in ReadAsync(rows))
            current[reader.GetString(0)] = reader.GetInt64(1);
        return current;
    }

    public async Task<Dictionary<int, RecordedCommand>> FindCommandsAsync(List<PendingAppend> appends)
    {
        var rows = new Rows(CommandsSql);
        var (numbers, streams, actors, ids) = (rows.Integer(), rows.Text(), rows.Text(), rows.Text());
        for (var i = 0; i < appends.Count; i++)
        {
            if (appends[i].Append.Command is not { } command)
                continue;
            numbers.Add(i);
            streams.Add(appends[i].Stream);
            actors.Add(appends[i].Append.Actor);
            ids.Add(command.CommandId);
        }
        var known = new Dictionary<int, RecordedCommand>();
        await foreach (var reader in ReadAsync(rows))
        {
            known[reader.GetInt32(0)] = new(
                reader.GetString(1),
                reader.GetString(2),
                reader.GetInt64(3),
                reader.GetInt64(4),
                reader.GetFieldValue<byte[]>(5)
            );
        }
        return known;
    }

    public async Task<HashSet<int>> FindStoredAsync(List<PendingAppend> appends)
    {
        var events = new EventRows(StoredSql);
        var numbers = events.Rows.Integer();
        for (var i = 0; i < appends.Count; i++)
        {
            if (!appends[i].IsOutcomeUnknown)
                continue;
            var append = appends[i].Append;
            for (var j = 0; j < append.Events.Count; j++)
            {
                events.Add(
                    append.Stream,
                    append.ExpectedSeq + 1 + j,
                    append.Events[j],
                    append.Actor,
                    append.At.UtcDateTime,
                    append.Cause
                );
                numbers.Add(i);
            }
        }
        var stored = new HashSet<int>();
        await foreach (var reader in ReadAsync(events.Rows))
        {
            if (reader.GetInt64(1) == appends[reader.GetInt32(0)].Append.Events.Count)
                stored.Add(reader.GetInt32(0));
        }
        return stored;
    }

    private async IAsyncEnumerable<NpgsqlDataReader> ReadAsync(Rows rows)
    {
        if (rows.Count == 0)
            yield break;
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { rows.Command } };
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            yield return reader;
    }
}
