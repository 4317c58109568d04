using System.Collections.Concurrent;
using Npgsql;

namespace Academy.Journal.Leasing;

internal sealed class PostgresLeases(NpgsqlDataSource database, LeaseTime time) : ILeases
{
    private readonly ConcurrentDictionary<string, Observation> observed = new(StringComparer.Ordinal);

    public async Task<IReadOnlyDictionary<string, LeaseState>> ReadAsync(
        IReadOnlyCollection<string> silos,
        CancellationToken cancellationToken
    )
    {
        var states = silos.ToDictionary(silo => silo, _ => default(LeaseState), StringComparer.Ordinal);
        try
        {
            await using var command = database.CreateCommand(
                "select silo, ends_at, lasts, ends_at - clock_timestamp(), holder from leases where silo = any($1)"
            );
            command.Parameters.Add(new() { Value = states.Keys.ToArray() });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var silo = reader.GetString(0);
                var left = IsStale(silo, reader.GetDateTime(1), reader.GetTimeSpan(2))
                    ? TimeSpan.Zero
                    : reader.GetTimeSpan(3);
                states[silo] = new(left, Holder.IsGone(reader.IsDBNull(4) ? null : reader.GetString(4)));
            }
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException($"The leases cannot be read: {DatabaseErrors.Reason(error)}", error);
        }
        foreach (var silo in observed.Keys.Where(silo => !states.ContainsKey(silo)))
            observed.TryRemove(silo, out _);
        return states;
    }

    /// <summary>If the database's clock was set back, a lease that no process renews must still end.</summary>
    private bool IsStale(string silo, DateTime endsAt, TimeSpan lasts)
    {
        var first = observed.AddOrUpdate(
            silo,
            _ => new(endsAt, time.Clock.GetTimestamp()),
            (_, seen) => seen.EndsAt == endsAt ? seen : new(endsAt, time.Clock.GetTimestamp())
        );
        return time.Clock.GetElapsedTime(first.Since) > lasts;
    }

    private sealed record Observation(DateTime EndsAt, long Since);
}
