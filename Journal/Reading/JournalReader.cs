using System.Data;
using Npgsql;

namespace Academy.Journal.Reading;

/// <summary>The journal's reads. Each is one statement, which sees one snapshot of the database.</summary>
internal sealed class JournalReader(NpgsqlDataSource database) : IJournalReader
{
    // It is one statement, so that no newer snapshot can appear between the snapshot and its events. The snapshot's row
    // comes first. A snapshot ahead of its stream is of another history and is ignored.
    private const string LoadSql = """
        with latest as materialized (
            select seq, state from snapshots s where stream = $1 and state_hash = $2
               and exists (select from events e where e.stream = $1 and e.seq = s.seq))
        select 0 as part, seq, null as type, 0 as version, state as data, null as actor, null as at from latest
        union all
        (select 1, seq, type, version, data, actor, at from events
         where stream = $1 and seq > coalesce((select seq from latest), 0) order by seq)
        """;

    private const string ReadSql = """
        select 1, seq, type, version, data, actor, at from events where stream = $1 and seq > $2 order by seq limit $3
        """;

    private const string HeadsSql = """
        select stream, (select max(seq) from events e where e.stream = asked.stream) from unnest($1) as asked(stream)
        """;

    private const string CommandSql = """
        select command_id, request_hash, first_seq, last_seq, answer from commands
        where stream = $1 and actor = $2 and command_id = $3
        """;

    private const string SaveSnapshotSql = """
        insert into snapshots (stream, seq, state_hash, state) values ($1, $2, $3, $4)
        on conflict (stream) do update set seq = excluded.seq, state_hash = excluded.state_hash, state = excluded.state
        where snapshots.seq <= excluded.seq
           or not exists (select from events e where e.stream = snapshots.stream and e.seq = snapshots.seq)
        """;

    private const string FeedSql = """
        select position, source_stream, source_seq, data, case when row_number() over (order by position) = 1 then (
            select e.correlation_id from events e where e.stream = feed.source_stream and e.seq = feed.source_seq) end
        from feed where owner = $1 and tx < pg_snapshot_xmin(pg_current_snapshot()) order by position limit $2
        """;

    public Task<LoadedStream> LoadAsync(string stream, string stateHash, CancellationToken cancellationToken) =>
        RunAsync(
            LoadSql,
            [Value(stream), Value(stateHash)],
            async reader =>
            {
                StreamSnapshot? snapshot = null;
                var events = new List<RecordedEvent>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    if (reader.GetInt32(0) == 0)
                        snapshot = new(reader.GetInt64(1), stateHash, reader.GetFieldValue<byte[]>(4));
                    else
                        events.Add(Event(stream, reader));
                }
                RequireContiguous(stream, snapshot?.Seq ?? 0, events);
                return new LoadedStream(snapshot, events);
            },
            CommandBehavior.Default,
            cancellationToken
        );

    public Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream,
        long afterSeq,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            ReadSql,
            [Value(stream), Value(afterSeq), Value(maxEvents)],
            async reader =>
            {
                var events = new List<RecordedEvent>();
                var bytes = 0;
                while (bytes < maxBytes && await reader.ReadAsync(cancellationToken))
                {
                    events.Add(Event(stream, reader));
                    bytes += events[^1].Data.Length;
                }
                RequireContiguous(stream, afterSeq, events);
                return (IReadOnlyList<RecordedEvent>)events;
            },
            CommandBehavior.Default,
            cancellationToken
        );

    public Task<IReadOnlyDictionary<string, long>> ReadHeadsAsync(
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            HeadsSql,
            [Value(streams.ToArray())],
            async reader =>
            {
                var heads = new Dictionary<string, long>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    if (!reader.IsDBNull(1))
                        heads[reader.GetString(0)] = reader.GetInt64(1);
                }
                return (IReadOnlyDictionary<string, long>)heads;
            },
            CommandBehavior.Default,
            cancellationToken
        );

    public Task<RecordedCommand?> FindCommandAsync(
        string stream,
        string actor,
        string commandId,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            CommandSql,
            [Value(stream), Value(actor), Value(commandId)],
            async reader =>
                await reader.ReadAsync(cancellationToken)
                    ? new RecordedCommand(
                        reader.GetString(0),
                        reader.GetString(1),
                        reader.GetInt64(2),
                        reader.GetInt64(3),
                        reader.GetFieldValue<byte[]>(4)
                    )
                    : null,
            CommandBehavior.SingleRow,
            cancellationToken
        );

    public Task SaveSnapshotAsync(string stream, StreamSnapshot snapshot, CancellationToken cancellationToken) =>
        RunAsync(
            SaveSnapshotSql,
            [
                Value(stream),
                Value(snapshot.Seq),
                Value(snapshot.StateHash),
                new NpgsqlParameter<ReadOnlyMemory<byte>>
                {
                    TypedValue = snapshot.State,
                    NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb,
                },
            ],
            reader => Task.FromResult(reader.RecordsAffected),
            CommandBehavior.Default,
            cancellationToken
        );

    public Task<IReadOnlyList<FeedRow>> ReadFeedAsync(string owner, int max, CancellationToken cancellationToken) =>
        RunAsync(
            FeedSql,
            [Value(owner), Value(max)],
            async reader =>
            {
                var rows = new List<FeedRow>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(
                        new(
                            reader.GetInt64(0),
                            reader.GetString(1),
                            reader.GetInt64(2),
                            reader.GetFieldValue<byte[]>(3)
                        )
                        {
                            Correlation = reader.IsDBNull(4) ? null : reader.GetGuid(4),
                        }
                    );
                }
                return (IReadOnlyList<FeedRow>)rows;
            },
            CommandBehavior.Default,
            cancellationToken
        );

    private async Task<T> RunAsync<T>(
        string sql,
        NpgsqlParameter[] parameters,
        Func<NpgsqlDataReader, Task<T>> read,
        CommandBehavior behavior,
        CancellationToken cancellationToken
    )
    {
        // A pooled connection may have broken since its last use. Reads may be repeated, so a new one is tried.
        for (var fresh = false; ; fresh = true)
        {
            try
            {
                await using var command = database.CreateCommand(sql);
                command.Parameters.AddRange(parameters);
                await using var reader = await command.ExecuteReaderAsync(behavior, cancellationToken);
                return await read(reader);
            }
            catch (NpgsqlException error) when (!fresh && IsAway(error) && error.InnerException is not TimeoutException)
            {
                parameters = [.. parameters.Select(parameter => parameter.Clone())];
            }
            catch (NpgsqlException error) when (IsAway(error))
            {
                throw new JournalUnavailableException(
                    $"The database cannot be reached: {DatabaseErrors.Reason(error)}",
                    error
                );
            }
        }
    }

    private static bool IsAway(NpgsqlException error) =>
        error is not PostgresException { SqlState: var state }
        || state is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..];

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static RecordedEvent Event(string stream, NpgsqlDataReader reader) =>
        new(
            stream,
            reader.GetInt64(1),
            reader.GetString(2),
            reader.GetInt32(3),
            reader.GetFieldValue<byte[]>(4),
            reader.GetString(5),
            reader.GetFieldValue<DateTimeOffset>(6)
        );

    private static void RequireContiguous(string stream, long after, List<RecordedEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Seq != after + 1 + i)
                throw new InvalidDataException(
                    $"Stream {stream} has seq {events[i].Seq} where {after + 1 + i} belongs."
                );
        }
    }
}
