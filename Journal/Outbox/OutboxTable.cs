using Npgsql;

namespace Academy.Journal.Outbox;

/// <summary>
/// The rows, for a worker. Only the database's clock decides what is due and how long a claim lasts, so that the clocks
/// of processes need not agree.
/// </summary>
/// <remarks>
/// Every claim has a token of its own, and only that token completes the row. So a worker that was suspended for longer
/// than its claim cannot change a row that another worker has claimed since.
/// </remarks>
internal sealed class OutboxTable(NpgsqlDataSource database)
{
    // Materialized, because a join must not run the limited select twice. Skip locked, so workers never wait for
    // others.
    private const string ClaimSql = """
        with due as materialized (
            select id from outbox
            where completed_at is null and dead_at is null and due_at <= now()
              and (claimed_until is null or claimed_until <= now())
            order by due_at limit $1 for update skip locked)
        update outbox o
        set claim = gen_random_uuid(), claimed_until = now() + $2, attempts = attempts + 1
        from due where o.id = due.id
        returning o.id, o.kind, o.data, o.source_stream, o.source_seq, o.made_at, o.attempts, o.claim, o.last_error,
            (select e.correlation_id from events e where e.stream = o.source_stream and e.seq = o.source_seq)
        """;

    private const string CompleteSql = """
        update outbox set claim = null, claimed_until = null, completed_at = now(), last_error = null, data = '{}'
        where id = $1 and claim = $2
        """;

    private const string RetrySql = """
        update outbox set claim = null, claimed_until = null, due_at = now() + $3, last_error = $4
        where id = $1 and claim = $2
        """;

    private const string DeadLetterSql = """
        update outbox set claim = null, claimed_until = null, dead_at = now(), last_error = $3
        where id = $1 and claim = $2
        """;

    private const string ReleaseSql = """
        update outbox set claim = null, claimed_until = null, attempts = attempts - 1 where id = $1 and claim = $2
        """;

    private const string CountSql = """
        select (select count(*) from outbox where completed_at is null and dead_at is null),
               (select count(*) from outbox where dead_at is not null),
               (select extract(epoch from now() - min(due_at))::float8 from outbox
                where completed_at is null and dead_at is null)
        """;

    public async Task<List<ClaimedWork>> ClaimAsync(int max, TimeSpan claimFor)
    {
        await using var command = database.CreateCommand(ClaimSql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = max });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = claimFor });
        await using var reader = await command.ExecuteReaderAsync();
        var claimed = new List<ClaimedWork>();
        while (await reader.ReadAsync())
        {
            var work = new OutboxWork(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetFieldValue<byte[]>(2),
                reader.GetString(3),
                reader.GetInt64(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetInt32(6)
            )
            {
                Correlation = reader.IsDBNull(9) ? null : reader.GetGuid(9),
            };
            claimed.Add(new(work, reader.GetGuid(7), reader.IsDBNull(8) ? null : reader.GetString(8)));
        }
        return claimed;
    }

    /// <summary>Marks the row as done and deletes its data.</summary>
    public Task<bool> CompleteAsync(ClaimedWork claimed) => EndAsync(CompleteSql, claimed);

    public Task<bool> RetryAsync(ClaimedWork claimed, TimeSpan pause, string error) =>
        EndAsync(
            RetrySql,
            claimed,
            new NpgsqlParameter<TimeSpan> { TypedValue = pause },
            new NpgsqlParameter<string> { TypedValue = error }
        );

    public Task<bool> DeadLetterAsync(ClaimedWork claimed, string error) =>
        EndAsync(DeadLetterSql, claimed, new NpgsqlParameter<string> { TypedValue = error });

    /// <summary>Returns a row as if it had not been claimed.</summary>
    public Task<bool> ReleaseAsync(ClaimedWork claimed) => EndAsync(ReleaseSql, claimed);

    public async Task<OutboxCounts> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(CountSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? 0 : Math.Max(0, reader.GetDouble(2)));
    }

    /// <returns>False if the claim no longer held.</returns>
    private async Task<bool> EndAsync(string sql, ClaimedWork claimed, params NpgsqlParameter[] more)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = claimed.Work.Id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = claimed.Claim });
        command.Parameters.AddRange(more);
        return await command.ExecuteNonQueryAsync() == 1;
    }
}

/// <param name="Claim">The token of the claim.</param>
/// <param name="LastError">The reason of the previous failed attempt.</param>
internal sealed record ClaimedWork(OutboxWork Work, Guid Claim, string? LastError);

/// <param name="Waiting">Rows that are neither done nor dead.</param>
/// <param name="OldestDue">Seconds for which the oldest of them has been due.</param>
internal readonly record struct OutboxCounts(long Waiting, long Dead, double OldestDue);
