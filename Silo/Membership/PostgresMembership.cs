using Academy.Journal;
using Academy.Runtime.Clustering;
using Npgsql;

namespace Academy.Silo.Membership;

/// <summary>
/// The cluster's members in the journal's database, over connections of its own. Changes of the table are told by NOTIFY; whoever waits
/// for one looks from time to time all the same. A member lives as long as its lease does.
/// </summary>
internal sealed class PostgresMembership(string connectionString, IFences fences, ILeases leases, TimeSpan clientLease)
    : IMembershipTable, IAsyncDisposable
{
    private const string Channel = "academy_members";

    // One statement, hence one snapshot: a version and the members that belong to it.
    private const string ReadSql = """
        select v.version, m.name, m.generation, m.role, m.status, m.host, m.port, m.seen
          from membership v left join members m on true
        """;

    /// <summary>What follows changed the set or a status if it returned a row.</summary>
    private const string Counted = $"""
        , counted as (update membership set version = version + 1 where exists (select from changed) returning 1)
        select true, pg_notify('{Channel}', '') from counted
        """;

    // An earlier process of the name has been fenced by its successor's start.
    private const string JoinSql = $"""
        with changed as (
            insert into members (name, generation, role, status, host, port) values ($1, $2, $3, 'active', $4, $5)
            on conflict (name) do update
            set generation = excluded.generation, role = excluded.role, status = 'active', host = excluded.host, port = excluded.port,
                seen = 0, joined_at = now()
            where members.generation < excluded.generation
            returning 1)
        {Counted}
        """;

    private const string LeaveSql = $"""
        with changed as (
            update members set status = 'leaving' where name = $1 and generation = $2 and status <> 'leaving' returning 1)
        {Counted}
        """;

    private const string RemoveSql = $"""
        with changed as (delete from members where name = $1 and generation = $2 returning 1)
        {Counted}
        """;

    private const string AcknowledgeSql = $"""
        with changed as (update members set seen = $3 where name = $1 and generation = $2 and seen < $3 returning 1)
        select true, pg_notify('{Channel}', '') from changed
        """;

    /// <summary>Held while somebody takes over, on a connection and not in a transaction: that would hold back every feed.</summary>
    private const string TakingOver = "(hashtext('academy take-over'), hashtext($1))";

    private readonly NpgsqlDataSource database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "academy-members",
        MaxPoolSize = 4,
        Timeout = 3,
        CommandTimeout = 3,
        Enlist = false,
    });

    private readonly string listeningTo = new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "academy-members-listen",
        Pooling = false,
        Timeout = 3,
        CommandTimeout = 3,
        Enlist = false,
    }.ConnectionString;

    private NpgsqlConnection? listening;

    public async Task<ClusterView> JoinAsync(SiloAddress self, MemberRole role, CancellationToken cancellationToken)
    {
        if (role == MemberRole.Client)
            await BeatAsync(self, cancellationToken);
        await ExecuteAsync(JoinSql, self, cancellationToken, role == MemberRole.Silo ? "silo" : "client", self.Host, self.Port);
        return await ReadAsync(cancellationToken);
    }

    public async Task<ClusterView> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReadSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (version, members) = (0L, new List<Member>());
        while (await reader.ReadAsync(cancellationToken))
        {
            version = reader.GetInt64(0);
            if (!reader.IsDBNull(1))
                members.Add(ReadMember(reader));
        }
        return new(version, members);
    }

    public Task AcknowledgeAsync(SiloAddress self, long version, CancellationToken cancellationToken) =>
        ExecuteAsync(AcknowledgeSql, self, cancellationToken, version);

    public Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken) => ExecuteAsync(LeaveSql, self, cancellationToken);

    public async Task RemoveAsync(SiloAddress self, CancellationToken cancellationToken)
    {
        await ExecuteAsync(RemoveSql, self, cancellationToken);
        await leases.EndAsync(FenceOf(self), cancellationToken);
    }

    public async Task<IReadOnlyList<SiloAddress>> FindDeadAsync(CancellationToken cancellationToken)
    {
        var members = (await ReadAsync(cancellationToken)).Members;
        var ended = await leases.FindEndedAsync([.. members.Select(member => FenceOf(member.Address))], cancellationToken);
        return [.. members.Select(member => member.Address).Where(address => ended.Contains(FenceOf(address)))];
    }

    public async Task<bool> TakeOverAsync(SiloAddress member, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (!await CallAsync(connection, $"select pg_try_advisory_lock{TakingOver}", member, cancellationToken))
            return false;
        try
        {
            if ((await leases.FindEndedAsync([FenceOf(member)], cancellationToken)).Count == 0)
                return false;
            if (!PlantedFault.Is(Fault.FenceLeftStanding))
                await fences.RemoveAsync(FenceOf(member), cancellationToken);
            return await ExecuteAsync(RemoveSql, member, cancellationToken);
        }
        finally
        {
            await CallAsync(connection, $"select pg_advisory_unlock{TakingOver}", member, CancellationToken.None);
        }
    }

    public Task BeatAsync(SiloAddress client, CancellationToken cancellationToken) =>
        leases.RenewAsync(FenceOf(client), clientLease, cancellationToken);

    public async Task WaitForChangeAsync(ClusterView known, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            if (listening is null)
            {
                // What changed before somebody listened is told by nobody: the caller looks now.
                listening = new(listeningTo);
                await listening.OpenAsync(cancellationToken);
                await using var listen = new NpgsqlCommand($"listen {Channel}", listening);
                await listen.ExecuteNonQueryAsync(cancellationToken);
                return;
            }
            await listening.WaitAsync(atMost, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested || listening is not { FullState: System.Data.ConnectionState.Open })
        {
            await CloseAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await database.DisposeAsync();
    }

    private async Task CloseAsync()
    {
        if (listening is { } leaving)
        {
            listening = null;
            await leaving.DisposeAsync();
        }
    }

    private static Member ReadMember(NpgsqlDataReader reader) => new(
        new(reader.GetString(1), reader.GetInt64(2), reader.GetString(5), reader.GetInt32(6)),
        reader.GetString(3) == "silo" ? MemberRole.Silo : MemberRole.Client,
        reader.GetString(4) == "active" ? MemberStatus.Active : MemberStatus.Leaving,
        PlantedFault.Is(Fault.SettledAtOnce) ? reader.GetInt64(0) : reader.GetInt64(7));

    private static Fence FenceOf(SiloAddress address) => new(address.Name, address.Generation);

    /// <returns>Whether it changed anything.</returns>
    private async Task<bool> ExecuteAsync(string sql, SiloAddress self, CancellationToken cancellationToken, params object[] more)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in (object[])[self.Name, self.Generation, .. more])
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static async Task<bool> CallAsync(
        NpgsqlConnection connection, string sql, SiloAddress member, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = member.Name } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
