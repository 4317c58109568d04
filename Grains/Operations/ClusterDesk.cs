using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Operations;
using Academy.Streams;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;

namespace Academy.Grains.Operations;

internal sealed partial class ClusterDesk(
    IGrainFactory grains, NpgsqlDataSource database, IEnumerable<IClusterRoster> rosters, ILoggerFactory logs) : IClusterDesk
{
    private const int EventsMax = 20;

    private const string LeasesSql = "select silo, generation, extract(epoch from ends_at - now())::float8 from leases";

    private const string EventsSql = """
        select seq, type, version, actor, at, data from events where stream = $1 order by seq desc limit $2
        """;

    private const string CommandsSql = """
        select command_id, actor, first_seq, last_seq, at from commands where stream = $1 order by last_seq desc limit $2
        """;

    private readonly IClusterRoster? roster = rosters.FirstOrDefault();

    /// <summary>Who looked at what. A category of its own, so that it can be kept apart.</summary>
    private readonly ILogger audit = logs.CreateLogger("Academy.Audit");

    public async Task<ClusterState> Cluster(OrganizationId organization, CancellationToken cancellationToken)
    {
        var reports = (await grains.GetGrain<IClusterGrain>(ClusterReports.Key).Latest()).Nodes;
        // Who has no roster has the reports: of this process alone, or of those that another runtime manages.
        var view = roster?.Read() ?? new RosterView(
            0, true, [.. reports.Select(r => r.Report).Select(r => new RosterMember(r.Name, r.Generation, r.Role, "active"))]);
        var members = Seen.Platform(organization) ? await RowsAsync(view, reports, cancellationToken) : [];
        var hottest = reports
            .SelectMany(r => r.Report.Hottest, (r, grain) => Row(r.Report, grain))
            .Where(grain => Seen.By(organization, new OrganizationId(grain.Organization)))
            .OrderByDescending(grain => grain.RequestsPerSecond).ThenBy(grain => grain.Name, StringComparer.Ordinal)
            .Take(ClusterReports.HottestMax);
        return new ClusterState(view.Version, view.IsSettled, members, [.. hottest]);
    }

    public async Task<Outcome<GrainState>> Grain(
        Caller caller, string type, OrganizationId organization, string name, CancellationToken cancellationToken)
    {
        if (!Seen.By(caller.Organization, organization) || InspectedGrains.Find(grains, type, organization, name) is not { } grain)
            return OperationsRefusals.GrainNotFound;
        LogLooked(audit, caller.Actor, caller.Organization, type, organization, name);
        var inspection = await grain.Inspect();
        if (inspection is { Stream: not null, Seq: 0 })
            return OperationsRefusals.GrainNotFound;
        return new GrainState(
            type, organization.Value, name, roster?.OwnerOf(type, GrainKey.Of(organization, name)), inspection.Stream, inspection.Seq, inspection.Bytes,
            inspection.State is { } state ? Element(state) : null,
            inspection.Stream is { } stream ? await EventsAsync(stream, cancellationToken) : [],
            inspection.Stream is { } same ? await CommandsAsync(same, cancellationToken) : []);
    }

    private async Task<IReadOnlyList<MemberRow>> RowsAsync(
        RosterView view, IReadOnlyList<AgedReport> reports, CancellationToken cancellationToken)
    {
        var leases = (await ReadAsync(LeasesSql, [], row => (Life: (row.GetString(0), row.GetInt64(1)), Seconds: row.GetDouble(2)), cancellationToken))
            .ToDictionary(lease => lease.Life, lease => lease.Seconds);
        var reported = reports.ToDictionary(r => (r.Report.Name, r.Report.Generation));
        return [.. view.Members.Select(member => Row(
            member, reported.GetValueOrDefault((member.Name, member.Generation)),
            leases.TryGetValue((member.Name, member.Generation), out var lease) ? lease : null))];
    }

    private static MemberRow Row(RosterMember member, AgedReport? told, double? lease)
    {
        var report = told?.Report;
        var isSilent = member.Status == "active" && (told is null || told.Age > ClusterReports.Interval * 3);
        return new MemberRow(
            member.Name, member.Generation, member.Role, isSilent ? "silent" : member.Status, report?.Release, report?.StartedAt, lease,
            report?.Activations, report is null ? null : Rate(report.Requests, report.Window), report?.Waiting, report?.Deepest, report?.Sockets,
            report?.MemoryBytes, told?.Age.TotalSeconds);
    }

    private static HotGrainRow Row(NodeReport node, HotGrain grain)
    {
        var (organization, name) = GrainKey.Parse(grain.Key);
        return new HotGrainRow(
            grain.Type, organization.Value, name, node.Name, Rate(grain.Requests, node.Window), grain.Waiting, InspectedGrains.Has(grain.Type));
    }

    private static double Rate(long requests, TimeSpan window) =>
        window > TimeSpan.Zero ? Math.Round(requests / window.TotalSeconds, 1) : 0;

    private Task<List<StoredEvent>> EventsAsync(string stream, CancellationToken cancellationToken) => ReadAsync(
        EventsSql, [new NpgsqlParameter<string> { TypedValue = stream }, new NpgsqlParameter<int> { TypedValue = EventsMax }],
        row => new StoredEvent(
            row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4),
            Element(Redaction.Of(row.GetFieldValue<byte[]>(5)))),
        cancellationToken);

    private Task<List<StoredCommand>> CommandsAsync(string stream, CancellationToken cancellationToken) => ReadAsync(
        CommandsSql, [new NpgsqlParameter<string> { TypedValue = stream }, new NpgsqlParameter<int> { TypedValue = EventsMax }],
        row => new StoredCommand(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<DateTimeOffset>(4)),
        cancellationToken);

    private async Task<List<T>> ReadAsync<T>(
        string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
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
        ILogger logger, string admin, OrganizationId organization, string type, OrganizationId owner, string name);
}
