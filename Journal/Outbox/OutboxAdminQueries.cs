using Npgsql;

namespace Academy.Journal.Outbox;

/// <summary>The outbox for operators. They never see the data of a row, which may be personal.</summary>
public sealed class OutboxAdminQueries
{
    private const string Columns =
        "id, kind, source_stream, source_seq, made_at, due_at, claimed_until, attempts, last_error, dead_at";

    // The prefixes of the streams that the operator may see.
    private const string Seen = "exists (select from unnest($1) prefix where starts_with(source_stream, prefix))";

    private const string WaitingSql = $"""
        select {Columns} from outbox
        where completed_at is null and dead_at is null and {Seen}
          and ($2::timestamptz is null or (due_at, id) > ($2, $3))
        order by due_at, id limit $4
        """;

    private const string DeadSql = $"""
        select {Columns} from outbox
        where dead_at is not null and {Seen} and ($2::timestamptz is null or (dead_at, id) < ($2, $3))
        order by dead_at desc, id desc limit $4
        """;

    private const string RetrySql = $"""
        with again as (
            update outbox set dead_at = null, attempts = 0, due_at = now()
            where id = $2 and dead_at is not null and {Seen} returning 1)
        select exists (select from again) or exists (select from outbox where id = $2 and {Seen})
        """;

    private readonly NpgsqlDataSource database;
    private readonly OutboxSignal signal;

    internal OutboxAdminQueries(NpgsqlDataSource database, OutboxSignal signal) =>
        (this.database, this.signal) = (database, signal);

    /// <summary>Waiting rows, those longest due first; or dead letters, the latest first.</summary>
    /// <param name="streams">Only rows of streams whose names have one of these prefixes are returned.</param>
    /// <param name="after">The last row of the previous page: the time that the list is ordered by, and the id.</param>
    public async Task<IReadOnlyList<OutboxEntry>> ListAsync(
        bool dead,
        IReadOnlyList<string> streams,
        (DateTimeOffset At, Guid Id)? after,
        int max,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(dead ? DeadSql : WaitingSql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams] });
        command.Parameters.Add(
            new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz, Value = (object?)after?.At ?? DBNull.Value }
        );
        command.Parameters.Add(
            new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid, Value = (object?)after?.Id ?? DBNull.Value }
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = max });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<OutboxEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(
                new(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetInt64(3),
                    Time(reader, 4)!.Value,
                    Time(reader, 5)!.Value,
                    Time(reader, 6),
                    reader.GetInt32(7),
                    reader.IsDBNull(8) ? null : reader.GetString(8),
                    Time(reader, 9)
                )
            );
        }
        return entries;
    }

    /// <summary>
    /// Makes a dead letter a waiting row again, with no attempts. Another row is not changed.
    /// </summary>
    /// <returns>False when there is no such row.</returns>
    public async Task<bool> RetryAsync(Guid id, IReadOnlyList<string> streams, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(RetrySql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams] });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        var found = (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        signal.Raise();
        return found;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

/// <param name="ClaimedUntil">The end of a worker's claim.</param>
/// <param name="Error">The reason of the last failed attempt.</param>
public sealed record OutboxEntry(
    Guid Id,
    string Kind,
    string SourceStream,
    long SourceSeq,
    DateTimeOffset MadeAt,
    DateTimeOffset DueAt,
    DateTimeOffset? ClaimedUntil,
    int Attempts,
    string? Error,
    DateTimeOffset? DeadAt
);
