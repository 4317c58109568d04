using Npgsql;

namespace Academy.Journal.Leasing;

internal sealed class PostgresLeaseConnection(NpgsqlConnection connection) : ILeaseConnection
{
    public const string RenewSql = """
        insert into leases (silo, generation, ends_at, lasts, holder) values ($1, $2, clock_timestamp() + $3, $3, $4)
        on conflict (silo, generation) do update set ends_at = excluded.ends_at
        """;

    public static async Task<PostgresLeaseConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var opening = new NpgsqlConnection(connectionString);
        try
        {
            await opening.OpenAsync(cancellationToken);
            return new(opening);
        }
        catch
        {
            await opening.DisposeAsync();
            throw;
        }
    }

    public async Task RenewAsync(Fence fence, TimeSpan lasts, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
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
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
