using Npgsql;

namespace Academy.Journal.Hosting;

internal sealed class Fences(NpgsqlDataSource database) : IFences
{
    /// <summary>Removes what an earlier process of this name left, which waits for its batches, then stands for this one.</summary>
    public async Task<Fence> RegisterAsync(string silo, int lanes, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("delete from fences where silo = $1") { Parameters = { new() { Value = silo } } },
                new("""
                    with next as materialized (select nextval('fence_generations') as generation)
                    insert into fences (silo, generation, lane)
                    select $1, generation, lane from next, generate_series(0, $2 - 1) lane
                    returning generation
                    """) { Parameters = { new() { Value = silo }, new() { Value = lanes } } },
            },
        };
        var generation = (long)(await batch.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return new(silo, generation);
    }

    public async Task RemoveAsync(Fence fence, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("delete from fences where silo = $1 and generation = $2");
            command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = fence.Silo }, new() { Value = fence.Generation }]);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException($"The fence of {fence.Silo} could not be removed: {Connections.Reason(error)}", error);
        }
    }
}
