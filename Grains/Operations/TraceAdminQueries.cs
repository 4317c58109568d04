using System.Globalization;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Streams;
using Academy.Journal;
using Academy.Operations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Grains.Operations;

internal sealed partial class TraceAdminQueries(
    NpgsqlDataSource database,
    InspectedGrains inspected,
    ILoggerFactory logs
) : ITraceAdminQueries
{
    // Trace ids are as good as random, so the planner thinks little of their index: neither the whole table nor the
    // index of positions is to be read instead ("+ 0").
    private const string SettingsSql = "set local enable_seqscan = off; set local jit = off";

    private const string EventsSql = """
        select position, stream, seq, type, at, actor, causation_id from events
         where correlation_id = $1 and position + 0 > $2 order by position limit $3
        """;

    private readonly ILogger audit = logs.CreateLogger(ClusterAdminQueries.Audit);

    public async Task<Page<TracedEvent>> Events(
        Caller caller,
        Guid trace,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        LogLooked(audit, caller.Actor, caller.Organization, trace);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var settings = new NpgsqlCommand(SettingsSql, connection))
            await settings.ExecuteNonQueryAsync(cancellationToken);
        await using var command = new NpgsqlCommand(EventsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = trace });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = PageCursor.ParseNumber(page.Cursor) ?? 0 });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = page.Limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(long Position, TracedEvent Event)>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add((reader.GetInt64(0), Event(reader)));
        return Page<(long Position, TracedEvent Event)>
            .Of(found, page.Limit, last => PageCursor.Of(last.Position))
            .Select(row => row.Event);
    }

    private TracedEvent Event(NpgsqlDataReader row)
    {
        var stream = row.GetString(1);
        var causation = row.IsDBNull(6) ? null : row.GetString(6);
        var cause = Cause.EventOf(causation) is var (source, seq) ? new EventPlace(source, seq) : null;
        return new TracedEvent(
            stream,
            row.GetInt64(2),
            row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetString(5),
            cause is null ? causation : null,
            cause,
            inspected.Owning(stream)
        );
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Admin} of {Organization} looked at trace {Trace}")]
    private static partial void LogLooked(ILogger logger, string admin, OrganizationId organization, Guid trace);
}
