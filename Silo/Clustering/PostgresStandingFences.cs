using Academy.Journal;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Academy.Silo.Clustering;

/// <summary>Where the members are in the journal's database: one statement, which every activation waits for.</summary>
internal sealed class PostgresStandingFences(NpgsqlDataSource database, IOptions<ClusterOptions> cluster)
    : IStandingFences
{
    // 6: dead; 4 and 5: shutting down, stopping.
    private const string Sql = """
        select f.silo, f.generation, m.status, coalesce(l.ends_at <= clock_timestamp(), true)
          from (select silo, generation from fences union select silo, generation from leases) f
          left join orleansmembershiptable m on m.deploymentid = $1 and m.silo = translate(f.silo, '[]', '')
          left join leases l on l.silo = f.silo and l.generation = f.generation
         where m.status is null or m.status > 3
        """;

    public async Task<IReadOnlyList<StandingFence>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand(Sql);
            command.Parameters.Add(new() { Value = cluster.Value.ClusterId });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var found = new List<StandingFence>();
            while (await reader.ReadAsync(cancellationToken))
            {
                var standing =
                    reader.IsDBNull(2) ? MemberStanding.Unknown
                    : reader.GetInt32(2) == 6 ? MemberStanding.Dead
                    : MemberStanding.Leaving;
                found.Add(new(new(reader.GetString(0), reader.GetInt64(1)), standing, reader.GetBoolean(3)));
            }
            return found;
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException($"Who is a living member cannot be read: {error.Message}", error);
        }
    }
}
