using Npgsql;

namespace Academy.Journal.Leasing;

/// <summary>
/// It blocks the calling thread and has completed when it returns, because a heartbeat must not wait for a thread of
/// the pool. It uses one statement, because Npgsql sends the second and later statements of a batch through the pool.
/// </summary>
internal sealed class PostgresLeaseConnection(NpgsqlConnection connection) : ILeaseConnection
{
    // The fence row is locked before the lease is written.
    private const string Sql = """
        with fence as materialized (select journal_hold_fence($1, $2, $3))
        insert into leases (silo, generation, ends_at, lasts, holder)
        select $1, $2, clock_timestamp() + $4, $4, $5 from fence
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
                new() { Value = Heartbeat.WriterNumber },
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
