using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Streams;
using Academy.Streams;
using Academy.Journal.Outbox;
using Academy.Operations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Grains.Operations;

internal sealed partial class OperationsDesk(OutboxDesk outbox, NpgsqlDataSource database, ILogger<OperationsDesk> logger) : IOperationsDesk
{
    private const string RemindersSql = """
        select grain_type, grain_key, name, extract(epoch from period)::bigint, due_at, last_tick_at, failures, last_error, version
        from reminders
        where exists (select from unnest($1) prefix where starts_with(grain_key, prefix))
          and ($2::timestamptz is null or (due_at, version) > ($2, $3))
        order by due_at, version limit $4
        """;

    public async Task<Page<OutboxRow>> Outbox(
        OrganizationId organization, OutboxState state, PageRequest page, CancellationToken cancellationToken)
    {
        var entries = await outbox.ListAsync(
            state == OutboxState.Dead, Seen.Prefixes(organization), PageCursor.Parse(page.Cursor), page.Limit + 1, cancellationToken);
        return Paged(entries, page.Limit, Row, last => PageCursor.Of(state == OutboxState.Dead ? last.DeadAt!.Value : last.DueAt, last.Id));
    }

    public async Task<Outcome<Done>> Retry(Caller caller, Guid row, CancellationToken cancellationToken)
    {
        if (!await outbox.RetryAsync(row, Seen.Prefixes(caller.Organization), cancellationToken))
            return OperationsRefusals.RowNotFound;
        LogRetried(logger, caller.Actor, row);
        return Done.Instance;
    }

    public async Task<Page<ReminderRow>> Reminders(OrganizationId organization, PageRequest page, CancellationToken cancellationToken)
    {
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(RemindersSql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Seen.Prefixes(organization) });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz, Value = (object?)after?.At ?? DBNull.Value });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid, Value = (object?)after?.Id ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = page.Limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(ReminderRow Row, Guid Version)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new ReminderRow(
                $"{reader.GetString(0)}/{reader.GetString(1)}", reader.GetString(2), reader.GetInt64(3), reader.GetFieldValue<DateTimeOffset>(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5), reader.GetInt32(6), reader.IsDBNull(7) ? null : reader.GetString(7));
            found.Add((row, reader.GetGuid(8)));
        }
        return Paged(found, page.Limit, f => f.Row, last => PageCursor.Of(last.Row.DueAt, last.Version));
    }

    private static Page<TRow> Paged<TFound, TRow>(
        IReadOnlyList<TFound> found, int limit, Func<TFound, TRow> row, Func<TFound, string> cursor) =>
        new([.. found.Take(limit).Select(row)], found.Count > limit ? cursor(found[limit - 1]) : null);

    private static OutboxRow Row(OutboxEntry entry) => new(
        entry.Id, entry.Kind, entry.SourceStream, entry.SourceSeq, entry.MadeAt, entry.DueAt, entry.ClaimedUntil, entry.Attempts, entry.Error,
        entry.DeadAt);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Admin} has outbox row {Row} tried again")]
    private static partial void LogRetried(ILogger logger, string admin, Guid row);
}
