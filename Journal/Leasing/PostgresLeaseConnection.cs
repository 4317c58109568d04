using Npgsql;

namespace Academy.Journal.Leasing;

/// <summary>
/// Blocks the thread that calls it, and completes before it returns: a heartbeat must not wait until the thread pool has a
/// thread for it.
/// </summary>
internal sealed class PostgresLeaseConnection(NpgsqlConnection connection) : ILeaseConnection
{
    public const string RenewSql = """
        insert into leases (silo, generation, ends_at, lasts, holder) values ($1, $2, clock_timestamp() + $3, $3, $4)
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
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select journal_hold_fence($1, $2, $3)")
                {
                    Parameters = { new() { Value = fence.Silo }, new() { Value = fence.Generation }, new() { Value = Heartbeat.Lane } },
                },
                new(RenewSql)
                {
                    Parameters =
                    {
                        new() { Value = fence.Silo }, new() { Value = fence.Generation }, new() { Value = lasts },
                        new() { Value = (object?)Holder.Own ?? DBNull.Value },
                    },
                },
            },
        };
        batch.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
