using System.Collections.Concurrent;
using Npgsql;

namespace Academy.Journal.Leasing;

internal sealed class PostgresLeases(NpgsqlDataSource database, LeaseTime time) : ILeases
{
    private readonly ConcurrentDictionary<Fence, Observation> observed = new();

    public async Task<IReadOnlyList<Fence>> FindEndedAsync(IReadOnlyList<Fence> of, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select silo, generation, ends_at, lasts, ends_at > clock_timestamp(), holder from leases where silo = any($1)");
        command.Parameters.Add(new() { Value = of.Select(fence => fence.Silo).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var living = new HashSet<Fence>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var fence = new Fence(reader.GetString(0), reader.GetInt64(1));
            if (reader.GetBoolean(4) && !IsStale(fence, reader.GetDateTime(2), reader.GetTimeSpan(3))
                && !Holder.IsGone(reader.IsDBNull(5) ? null : reader.GetString(5)))
                living.Add(fence);
        }
        foreach (var fence in observed.Keys.Where(fence => !living.Contains(fence)))
            observed.TryRemove(fence, out _);
        return [.. of.Where(fence => !living.Contains(fence))];
    }

    /// <summary>The database's clock may have been set back: what nobody renews must not live for ever.</summary>
    private bool IsStale(Fence fence, DateTime endsAt, TimeSpan lasts)
    {
        var first = observed.AddOrUpdate(
            fence, _ => new(endsAt, time.Clock.GetTimestamp()),
            (_, seen) => seen.EndsAt == endsAt ? seen : new(endsAt, time.Clock.GetTimestamp()));
        return time.Clock.GetElapsedTime(first.Since) > lasts;
    }

    public async Task<Fence> NewGenerationAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select nextval('fence_generations')");
        return new(name, (long)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    public async Task RenewAsync(Fence unfenced, TimeSpan lasts, CancellationToken cancellationToken)
    {
        await using var command = WithFence(database.CreateCommand(PostgresLeaseConnection.RenewSql), unfenced);
        command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = lasts }, new() { Value = (object?)Holder.Own ?? DBNull.Value }]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task EndAsync(Fence unfenced, CancellationToken cancellationToken)
    {
        await using var command = WithFence(database.CreateCommand("delete from leases where silo = $1 and generation = $2"), unfenced);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand WithFence(NpgsqlCommand command, Fence fence)
    {
        command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = fence.Silo }, new() { Value = fence.Generation }]);
        return command;
    }

    private sealed record Observation(DateTime EndsAt, long Since);
}
