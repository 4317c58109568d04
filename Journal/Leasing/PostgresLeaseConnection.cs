using Npgsql;

namespace Academy.Journal.Leasing;

/// <summary>
/// Blocks the thread that calls it, and completes before it returns: a heartbeat must not wait until the thread pool
/// has a thread for it. One statement: from the second of a batch on, Npgsql sends through the pool.
/// </summary>
internal sealed class PostgresLeaseConnection(NpgsqlConnection connection) : ILeaseConnection
{
    // The fence is held before the lease is written.
    private const string Sql = """
        with fence as materialized (select journal_hold_fence($1, $2, $3))
        insert into leases (silo, generation, ends_at, lasts, holder) select $1, $2, clock_timestamp() + $4, $4, $5 from fence
        on conflict (silo, generation) do update set ends_at = excluded.ends_at
        """;

    public static PostgresLeaseConnection Open(string connectionString)
    {
        var opening = new NpgsqlConnection(connectionString);
        try
        {
            opening.Open();
            return new(opening);
        }
        catch
        {
            opening.Dispose();
            throw;
        }
    }

    public Task RenewAsync(Fence fence, TimeSpan lasts, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new() { Value = fence.Silo },
                new() { Value = fence.Generation },
                new() { Value = Heartbeat.Lane },
                new() { Value = lasts },
                new() { Value = (object?)Holder.Own ?? DBNull.Value },
            },
        };
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
