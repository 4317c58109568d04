using Npgsql;

namespace Academy.Journal.Writing;

/// <summary>
/// Asks the database about appends that could not simply be written: is the command known, has the stream another head,
/// or is it the append itself that is there already?
/// </summary>
internal sealed class Arbiter(StreamHeads heads, Chains chains)
{
    private const string HeadsSql = """
        select asked.stream, coalesce((select e.seq from events e where e.stream = asked.stream order by e.seq desc limit 1), 0)
        from (select distinct unnest($1) as stream) asked
        """;

    private const string CommandsSql = """
        select asked.number, c.command_id, c.request_hash, c.first_seq, c.last_seq, c.answer
        from (select unnest($1) as number, unnest($2) as stream, unnest($3) as actor, unnest($4) as id) asked
        join commands c on c.stream = asked.stream and c.actor = asked.actor and c.command_id = asked.id
        """;

    private const string SelvesSql = """
        select sent.number, count(*)
        from (select unnest($1) as stream, unnest($2) as seq, unnest($3) as type, unnest($4) as version,
                     unnest($5) as data, unnest($6) as actor, unnest($7) as at, unnest($8) as number) sent
        join events e on e.stream = sent.stream and e.seq = sent.seq
        where e.type = sent.type and e.version = sent.version and e.data = sent.data and e.actor = sent.actor and e.at = sent.at
        group by sent.number
        """;

    /// <summary>Completes what can never be written (any more).</summary>
    /// <returns>What is still to be written.</returns>
    public async Task<List<PendingAppend>> DecideAsync(NpgsqlConnection connection, List<PendingAppend> appends)
    {
        // In this order: a lost batch that commits in between is then found stored, never taken for somebody else's.
        var current = await HeadsAsync(connection, appends);
        var known = await KnownAsync(connection, appends);
        var stored = await StoredAsync(connection, appends);
        foreach (var (stream, head) in current)
            heads.Raise(stream, head);

        var open = new List<PendingAppend>(appends.Count);
        for (var i = 0; i < appends.Count; i++)
        {
            var pending = appends[i];
            var head = current[pending.Stream];
            if (stored.Contains(i))
            {
                current[pending.Stream] = Math.Max(head, pending.LastSeq);
                pending.Commit();
            }
            else if (known.TryGetValue(i, out var command))
            {
                chains.Break(pending.Stream);
                pending.Know(command);
            }
            else if (head != pending.Append.ExpectedSeq || chains.IsBroken(pending))
            {
                chains.Break(pending.Stream);
                pending.Conflict();
            }
            else
            {
                current[pending.Stream] = pending.LastSeq;
                open.Add(pending);
            }
        }
        return open;
    }

    private static async Task<Dictionary<string, long>> HeadsAsync(NpgsqlConnection connection, List<PendingAppend> appends)
    {
        var rows = new Rows(HeadsSql);
        var streams = rows.Text();
        streams.AddRange(appends.Select(pending => pending.Stream));
        var current = new Dictionary<string, long>();
        await foreach (var reader in ReadAsync(connection, rows))
            current[reader.GetString(0)] = reader.GetInt64(1);
        return current;
    }

    private static async Task<Dictionary<int, RecordedCommand>> KnownAsync(NpgsqlConnection connection, List<PendingAppend> appends)
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
        await foreach (var reader in ReadAsync(connection, rows))
        {
            known[reader.GetInt32(0)] = new(
                reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetFieldValue<byte[]>(5));
        }
        return known;
    }

    /// <summary>Those among the lost whose every event is there, equal in all that was sent.</summary>
    private static async Task<HashSet<int>> StoredAsync(NpgsqlConnection connection, List<PendingAppend> appends)
    {
        var events = new EventRows(SelvesSql);
        var numbers = events.Rows.Integer();
        for (var i = 0; i < appends.Count; i++)
        {
            if (!appends[i].MaybeStored)
                continue;
            var append = appends[i].Append;
            for (var j = 0; j < append.Events.Count; j++)
            {
                events.Add(append.Stream, append.ExpectedSeq + 1 + j, append.Events[j], append.Actor, append.At.UtcDateTime);
                numbers.Add(i);
            }
        }
        var stored = new HashSet<int>();
        await foreach (var reader in ReadAsync(connection, events.Rows))
        {
            if (reader.GetInt64(1) == appends[reader.GetInt32(0)].Append.Events.Count)
                stored.Add(reader.GetInt32(0));
        }
        return stored;
    }

    private static async IAsyncEnumerable<NpgsqlDataReader> ReadAsync(NpgsqlConnection connection, Rows rows)
    {
        if (rows.Count == 0)
            yield break;
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { rows.Command } };
        await using var reader = await batch.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            yield return reader;
    }
}
