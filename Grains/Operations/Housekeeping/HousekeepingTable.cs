using Academy.Operations;
using Npgsql;

namespace Academy.Grains.Operations.Housekeeping;

/// <summary>A run that this process alone may do, until the claim's time has passed.</summary>
internal sealed record HousekeepingRun(string Task, Guid Claim, int Failures);

/// <summary>When what is due, and who does it: by the database's clock, which is the same for all.</summary>
internal sealed class HousekeepingTable(NpgsqlDataSource database)
{
    private const int ErrorLengthMax = 500;

    private const string AddSql = """
        insert into housekeeping (task, due_at) values ($1, clock_timestamp() + $2) on conflict (task) do nothing
        """;

    private const string ClaimSql = """
        update housekeeping set claim = gen_random_uuid(), claimed_until = clock_timestamp() + $2
         where task = (
            select task from housekeeping
             where task = any($1) and due_at <= clock_timestamp()
                 and (claimed_until is null or claimed_until <= clock_timestamp())
             order by due_at limit 1 for update skip locked)
        returning task, claim, failures
        """;

    private const string CompleteSql = """
        update housekeeping
           set claim = null, claimed_until = null, due_at = clock_timestamp() + $3, last_run_at = clock_timestamp(),
               failures = 0, last_error = null
         where task = $1 and claim = $2
        """;

    private const string FailSql = """
        update housekeeping
           set claim = null, claimed_until = null, due_at = clock_timestamp() + $3, failures = failures + 1,
               last_error = $4
         where task = $1 and claim = $2
        """;

    private const string ReleaseSql =
        "update housekeeping set claim = null, claimed_until = null where task = $1 and claim = $2";

    private const string ListSql = """
        select task, due_at, case when claimed_until > clock_timestamp() then claimed_until end, last_run_at, failures,
            last_error
          from housekeeping order by due_at, task
        """;

    /// <summary>Makes the task known; one that is known keeps its schedule, however often processes restart.</summary>
    public Task AddAsync(string task, TimeSpan firstAfter, CancellationToken cancellationToken) =>
        ExecuteAsync(
            AddSql,
            cancellationToken,
            new NpgsqlParameter<string> { TypedValue = task },
            Interval(firstAfter)
        );

    /// <summary>Claims what is due the longest; null: nothing is, or another process does it.</summary>
    public async Task<HousekeepingRun?> ClaimAsync(
        string[] tasks,
        TimeSpan claimFor,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(ClaimSql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tasks });
        command.Parameters.Add(Interval(claimFor));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new HousekeepingRun(reader.GetString(0), reader.GetGuid(1), reader.GetInt32(2))
            : null;
    }

    /// <returns>False: the claim's time had passed, and another process has taken it.</returns>
    public async Task<bool> CompleteAsync(
        HousekeepingRun run,
        TimeSpan nextAfter,
        CancellationToken cancellationToken
    ) => await ExecuteAsync(CompleteSql, cancellationToken, Name(run), Claim(run), Interval(nextAfter)) == 1;

    /// <inheritdoc cref="CompleteAsync"/>
    public async Task<bool> FailAsync(
        HousekeepingRun run,
        TimeSpan nextAfter,
        string error,
        CancellationToken cancellationToken
    ) =>
        await ExecuteAsync(
            FailSql,
            cancellationToken,
            Name(run),
            Claim(run),
            Interval(nextAfter),
            new NpgsqlParameter<string> { TypedValue = error.Length > ErrorLengthMax ? error[..ErrorLengthMax] : error }
        ) == 1;

    /// <summary>Gives up what was not done: it is due as before, and another process may do it at once.</summary>
    public Task ReleaseAsync(HousekeepingRun run, CancellationToken cancellationToken) =>
        ExecuteAsync(ReleaseSql, cancellationToken, Name(run), Claim(run));

    public async Task<IReadOnlyList<HousekeepingRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ListSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<HousekeepingRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(
                new HousekeepingRow(
                    reader.GetString(0),
                    reader.GetFieldValue<DateTimeOffset>(1),
                    Time(2),
                    Time(3),
                    reader.GetInt32(4),
                    reader.IsDBNull(5) ? null : reader.GetString(5)
                )
            );
        }
        return rows;

        DateTimeOffset? Time(int column) =>
            reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }

    private async Task<int> ExecuteAsync(
        string sql,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter<string> Name(HousekeepingRun run) => new() { TypedValue = run.Task };

    private static NpgsqlParameter<Guid> Claim(HousekeepingRun run) => new() { TypedValue = run.Claim };

    private static NpgsqlParameter<TimeSpan> Interval(TimeSpan time) => new() { TypedValue = time };
}
