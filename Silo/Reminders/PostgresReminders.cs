using Academy.Runtime.Reminders;
using Npgsql;
using Orleans.Runtime;

namespace Academy.Silo.Reminders;

/// <summary>Reminders in the journal's database.</summary>
internal sealed class PostgresReminders(NpgsqlDataSource database) : IReminderStore
{
    private const string SetSql = """
        insert into reminders as r (grain_type, grain_key, name, start_at, period, due_at)
        values ($1, $2, $3, now() + $4, $5, now() + $4)
        on conflict (grain_type, grain_key, name) do update
        set version = gen_random_uuid(), start_at = excluded.start_at, period = excluded.period, due_at = excluded.due_at,
            claim = null, claimed_until = null, failures = 0, last_error = null
        returning r.name, r.version
        """;

    private const string RemoveSql = """
        with removed as (
            delete from reminders where grain_type = $1 and grain_key = $2 and name = $3 and version = $4 returning 1)
        select exists (select from removed)
            or not exists (select from reminders where grain_type = $1 and grain_key = $2 and name = $3)
        """;

    private const string FindSql = """
        select name, version from reminders
        where grain_type = $1 and grain_key = $2 and ($3::text is null or name = $3) order by name
        """;

    // Materialized: a join must not run the limited select twice. Skip locked: processes do not wait for one another.
    private const string ClaimSql = """
        with due as materialized (
            select grain_type, grain_key, name from reminders
            where due_at <= now() and (claimed_until is null or claimed_until <= now())
            order by due_at limit $1 for update skip locked)
        update reminders r
        set claim = gen_random_uuid(), claimed_until = now() + $2
        from due where r.grain_type = due.grain_type and r.grain_key = due.grain_key and r.name = due.name
        returning r.grain_type, r.grain_key, r.name, r.start_at, r.period, now(), r.failures, r.claim
        """;

    private const string Claimed = "where grain_type = $1 and grain_key = $2 and name = $3 and claim = $4";

    // The first tick of the schedule that is still ahead: what was missed meanwhile is not made up for.
    private const string CompleteSql = $"""
        update reminders
        set claim = null, claimed_until = null, failures = 0, last_error = null, last_tick_at = now(),
            due_at = start_at + period * greatest(0, floor(extract(epoch from now() - start_at) / extract(epoch from period)) + 1)::float8
        {Claimed}
        """;

    private const string RetrySql = $"""
        update reminders set claim = null, claimed_until = null, failures = failures + 1, due_at = now() + $5, last_error = $6
        {Claimed}
        """;

    private const string ReleaseSql = $"update reminders set claim = null, claimed_until = null {Claimed}";

    public async Task<StoredReminder> SetAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        await using var command = Command(SetSql, grain, name, Value(dueTime), Value(period));
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(reader.GetString(0), reader.GetGuid(1));
    }

    public async Task<bool> RemoveAsync(GrainId grain, StoredReminder reminder)
    {
        await using var command = Command(RemoveSql, grain, reminder.ReminderName, Value(reminder.Version));
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<StoredReminder>> FindAsync(GrainId grain, string? name)
    {
        await using var command = Command(FindSql, grain, name);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<StoredReminder>();
        while (await reader.ReadAsync())
            found.Add(new(reader.GetString(0), reader.GetGuid(1)));
        return found;
    }

    public async Task<IReadOnlyList<DueReminder>> ClaimAsync(int max, TimeSpan claimFor)
    {
        await using var command = database.CreateCommand(ClaimSql);
        command.Parameters.AddRange((NpgsqlParameter[])[Value(max), Value(claimFor)]);
        await using var reader = await command.ExecuteReaderAsync();
        var due = new List<DueReminder>();
        while (await reader.ReadAsync())
        {
            var status = new TickStatus(reader.GetFieldValue<DateTime>(3), reader.GetFieldValue<TimeSpan>(4), reader.GetFieldValue<DateTime>(5));
            due.Add(new(GrainId.Create(reader.GetString(0), reader.GetString(1)), reader.GetString(2), status, reader.GetInt32(6), reader.GetGuid(7)));
        }
        return due;
    }

    public Task CompleteAsync(DueReminder tick) => EndAsync(CompleteSql, tick);

    public Task RetryAsync(DueReminder tick, TimeSpan pause, string error) => EndAsync(RetrySql, tick, Value(pause), Value(error));

    public Task ReleaseAsync(DueReminder tick) => EndAsync(ReleaseSql, tick);

    private async Task EndAsync(string sql, DueReminder tick, params NpgsqlParameter[] more)
    {
        await using var command = Command(sql, tick.Grain, tick.Name, [Value(tick.Claim), .. more]);
        await command.ExecuteNonQueryAsync();
    }

    private NpgsqlCommand Command(string sql, GrainId grain, string? name, params NpgsqlParameter[] more)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddRange((NpgsqlParameter[])[Value(grain.Type.ToString()), Value(grain.Key.ToString())]);
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)name ?? DBNull.Value });
        command.Parameters.AddRange(more);
        return command;
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
