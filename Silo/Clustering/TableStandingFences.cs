using Academy.Journal;
using Npgsql;
using Orleans;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>Where the table of members is elsewhere (Redis): it is asked first, the fences after it.</summary>
internal sealed class TableStandingFences(IMembershipTable members, NpgsqlDataSource database) : IStandingFences
{
    private const string Sql = """
        select f.silo, f.generation, coalesce(l.ends_at <= clock_timestamp(), true)
          from (select silo, generation from fences union select silo, generation from leases) f
          left join leases l on l.silo = f.silo and l.generation = f.generation
        """;

    public async Task<IReadOnlyList<StandingFence>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var table = await members.ReadAllAsync(cancellationToken);
            var standings = table.Members.ToDictionary(
                member => member.Item1.SiloAddress.ToParsableString(),
                member => StandingOf(member.Item1.Status),
                StringComparer.Ordinal
            );
            await using var command = database.CreateCommand(Sql);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var found = new List<StandingFence>();
            while (await reader.ReadAsync(cancellationToken))
            {
                var fence = new Fence(reader.GetString(0), reader.GetInt64(1));
                found.Add(new(fence, standings.GetValueOrDefault(fence.Silo), reader.GetBoolean(2)));
            }
            return found;
        }
        catch (Exception error) when (error is not OperationCanceledException and not JournalUnavailableException)
        {
            throw new JournalUnavailableException($"Who is a living member cannot be read: {error.Message}", error);
        }
    }

    private static MemberStanding StandingOf(SiloStatus status) =>
        status switch
        {
            SiloStatus.Dead => MemberStanding.Dead,
            SiloStatus.ShuttingDown or SiloStatus.Stopping => MemberStanding.Leaving,
            _ => MemberStanding.Living,
        };
}
