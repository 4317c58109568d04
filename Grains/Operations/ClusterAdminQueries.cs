using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Operations;
using Academy.Streams;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Operations;

internal sealed partial class ClusterAdminQueries(
    IGrainFactory grains,
    InspectedGrains inspected,
    NpgsqlDataSource database,
    TimeProvider clock,
    ILoggerFactory logs
) : IClusterAdminQueries
{
    /// <summary>
    /// The category under which it is logged who looked at what: its own, so that it can be kept apart.
    /// </summary>
    public const string Audit = "Academy.Audit";

    private const int EventsMax = 20;

    private const string LeasesSql =
        "select silo, extract(epoch from max(ends_at) - now())::float8 from leases group by silo";

    private const string EventsSql = """
        select seq, type, version, actor, at, data from events where stream = $1 order by seq desc limit $2
        """;

    private const string CommandsSql = """
        select command_id, actor, first_seq, last_seq, at from commands where stream = $1 order by last_seq desc
            limit $2
        """;

    /// <summary>A silo that hangs must not hang the page that shows it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private IManagementGrain Management => grains.GetGrain<IManagementGrain>(0);

    private readonly ILogger audit = logs.CreateLogger(Audit);

    public async Task<ClusterState> Cluster(OrganizationId organization, CancellationToken cancellationToken)
    {
        var cluster = await grains.GetGrain<IClusterGrain>(ClusterReports.Key).Latest();
        if (!Seen.Platform(organization))
            return new ClusterState(cluster.Version, [], []);
        var counts = await CountsAsync(cancellationToken);
        return new ClusterState(
            cluster.Version,
            await MembersAsync(cluster, counts, cancellationToken),
            Types(cluster, counts ?? [])
        );
    }

    public async Task<Outcome<GrainState>> Grain(
        Caller caller,
        string type,
        OrganizationId organization,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (
            !Seen.By(caller.Organization, organization)
            || inspected.Find(grains, type, organization, name) is not { } grain
        )
            return OperationsRefusals.GrainNotFound;
        LogLooked(audit, caller.Actor, caller.Organization, type, organization, name);
        var inspection = await grain.Inspect();
        if (inspection is { Stream: not null, Seq: 0 })
            return OperationsRefusals.GrainNotFound;
        return new GrainState(
            type,
            organization.Value,
            name,
            await SiloOfAsync(grain),
            inspection.Stream,
            inspection.Seq,
            inspection.Bytes,
            inspection.State is { } state ? Element(state) : null,
            inspection.Stream is { } stream ? await EventsAsync(stream, cancellationToken) : [],
            inspection.Stream is { } same ? await CommandsAsync(same, cancellationToken) : []
        );
    }

    /// <summary>Grains in memory, by type and silo; null if not every silo answered in time.</summary>
    private async Task<SimpleGrainStatistic[]?> CountsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Management.GetSimpleGrainStatistics().WaitAsync(Patience, clock, cancellationToken);
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            // The page says that it does not know; which silo it is, its status tells.
            return null;
        }
    }

    private async Task<IReadOnlyList<MemberRow>> MembersAsync(
        ClusterReports cluster,
        SimpleGrainStatistic[]? counts,
        CancellationToken cancellationToken
    )
    {
        var leases = (
            await ReadAsync(
                LeasesSql,
                [],
                row => (Silo: row.GetString(0), Seconds: row.GetDouble(1)),
                cancellationToken
            )
        ).ToDictionary(lease => lease.Silo, lease => lease.Seconds, StringComparer.Ordinal);
        // A process that is alone has a lease under another name.
        var only = cluster.Silos.Count == 1 && leases.Count == 1 ? leases.Values.Single() : (double?)null;
        var reports = cluster.Nodes.ToDictionary(node => node.Report.Address, StringComparer.Ordinal);
        var silos = cluster.Silos.Select(silo =>
            Row(
                silo.Name,
                silo.Address,
                "silo",
                silo.Status,
                reports.GetValueOrDefault(silo.Address),
                leases.TryGetValue(silo.Address, out var lease) ? lease : only,
                counts
                    ?.Where(count => count.SiloAddress?.ToParsableString() == silo.Address)
                    .Sum(count => count.ActivationCount)
            )
        );
        var clients = cluster
            .Nodes.Where(node => node.Report.Role == "client")
            .Select(node => Row(node.Report.Name, node.Report.Address, "client", "active", node, null, null));
        return [.. silos.Concat(clients).OrderBy(row => row.Name, StringComparer.Ordinal)];
    }

    private static MemberRow Row(
        string name,
        string address,
        string role,
        string status,
        AgedReport? told,
        double? lease,
        int? activations
    )
    {
        var report = told?.Report;
        var isSilent = status == "active" && (told is null || told.Age > ClusterReports.Interval * 3);
        return new MemberRow(
            name,
            address,
            role,
            isSilent ? "silent" : status,
            report?.Release,
            report?.StartedAt,
            lease,
            activations,
            report?.CpuPercent,
            report?.Sockets,
            report?.MemoryBytes,
            told?.Age.TotalSeconds
        );
    }

    private IReadOnlyList<GrainTypeRow> Types(ClusterReports cluster, SimpleGrainStatistic[] counts)
    {
        var names = cluster.Silos.ToDictionary(silo => silo.Address, silo => silo.Name, StringComparer.Ordinal);
        return
        [
            .. counts
                .Where(count =>
                    count.GrainType.StartsWith("Academy.", StringComparison.Ordinal) && count.ActivationCount > 0
                )
                .GroupBy(count => InspectedGrains.NameOf(count.GrainType), StringComparer.Ordinal)
                .Select(type =>
                {
                    var most = type.MaxBy(count => count.ActivationCount)!;
                    return new GrainTypeRow(
                        type.Key,
                        type.Sum(count => count.ActivationCount),
                        most.SiloAddress?.ToParsableString() is { } address
                            ? names.GetValueOrDefault(address, address)
                            : "",
                        most.ActivationCount,
                        inspected.Has(type.Key)
                    );
                })
                .OrderByDescending(type => type.Activations)
                .ThenBy(type => type.Type, StringComparer.Ordinal),
        ];
    }

    /// <summary>The name of the silo where the grain is; null if it is nowhere.</summary>
    private async Task<string?> SiloOfAsync(IStreamExtension grain)
    {
        if (await Management.GetActivationAddress(grain) is not { } address)
            return null;
        var text = address.ToParsableString();
        var silos = (await grains.GetGrain<IClusterGrain>(ClusterReports.Key).Latest()).Silos;
        return silos.FirstOrDefault(silo => silo.Address == text)?.Name ?? text;
    }

    private Task<List<StoredEvent>> EventsAsync(string stream, CancellationToken cancellationToken) =>
        ReadAsync(
            EventsSql,
            [new NpgsqlParameter<string> { TypedValue = stream }, new NpgsqlParameter<int> { TypedValue = EventsMax }],
            row => new StoredEvent(
                row.GetInt64(0),
                row.GetString(1),
                row.GetInt32(2),
                row.GetString(3),
                row.GetFieldValue<DateTimeOffset>(4),
                Element(Redaction.Of(row.GetFieldValue<byte[]>(5)))
            ),
            cancellationToken
        );

    private Task<List<StoredCommand>> CommandsAsync(string stream, CancellationToken cancellationToken) =>
        ReadAsync(
            CommandsSql,
            [new NpgsqlParameter<string> { TypedValue = stream }, new NpgsqlParameter<int> { TypedValue = EventsMax }],
            row => new StoredCommand(
                row.GetString(0),
                row.GetString(1),
                row.GetInt64(2),
                row.GetInt64(3),
                row.GetFieldValue<DateTimeOffset>(4)
            ),
            cancellationToken
        );

    private async Task<List<T>> ReadAsync<T>(
        string sql,
        NpgsqlParameter[] parameters,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private static JsonElement Element(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Admin} of {Organization} looked at {Type} {Owner}/{Name}")]
    private static partial void LogLooked(
        ILogger logger,
        string admin,
        OrganizationId organization,
        string type,
        OrganizationId owner,
        string name
    );
}
