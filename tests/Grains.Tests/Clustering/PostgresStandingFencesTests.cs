using Academy.Silo.Clustering;
using Academy.Testing;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Academy.Grains.Tests.Clustering;

/// <summary>The one statement that every activation waits for.</summary>
public sealed class PostgresStandingFencesTests
{
    private const string Rows = """
        insert into orleansmembershipversiontable (deploymentid) values ('academy'), ('other');
        insert into orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status,
            proxyport, starttime, iamalivetime)
        select d, '10.0.0.' || n, 1, 7, 'silo', 'host', status, 0, now(), now()
          from (values ('academy', 1, 3), ('academy', 2, 6), ('academy', 3, 2), ('academy', 4, 4), ('other', 5, 3),
              ('academy', 7, 6)) m (d, n, status);
        insert into fences (silo, generation, lane) select '10.0.0.' || n || ':1@7', 1, lane from generate_series(1,
            6) n, generate_series(-1, 1) lane;
        insert into leases (silo, generation, ends_at, lasts) select '10.0.0.' || n || ':1@7', 1,
            now() + interval '1 hour', interval '1 hour'
          from (values (1), (2), (5), (7)) l (n);
        """;

    [Fact]
    public async Task Every_fence_and_every_running_lease_without_a_living_member_is_found_once()
    {
        await using var academy = await RunningAcademy.StartAsync();
        await using (var fill = academy.Database.CreateCommand(Rows))
            await fill.ExecuteNonQueryAsync();
        var found = await new PostgresStandingFences(
            academy.Database,
            Options.Create(new ClusterOptions { ClusterId = "academy" })
        ).ReadAsync(default);
        Assert.Equal(
            [
                ("10.0.0.2:1@7", MemberStanding.Dead, false), // its lease runs
                ("10.0.0.4:1@7", MemberStanding.Leaving, true),
                ("10.0.0.5:1@7", MemberStanding.Unknown, false), // a member of another cluster is none of this one
                ("10.0.0.6:1@7", MemberStanding.Unknown, true),
                ("10.0.0.7:1@7", MemberStanding.Dead, false), // its fence is gone, its lease is waited for
            ],
            found
                .Where(it => it.Fence.Silo.StartsWith("10.", StringComparison.Ordinal))
                .Select(it => (it.Fence.Silo, it.Standing, it.HasLeaseEnded))
                .OrderBy(it => it.Silo, StringComparer.Ordinal)
        );
    }
}
