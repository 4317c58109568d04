using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Operations.Housekeeping;
using Academy.Identifiers;
using Academy.Journal.Outbox;
using Academy.Operations;
using Academy.Streams;
using Microsoft.Extensions.Logging;

namespace Academy.Grains.Operations;

internal sealed partial class OperationsAdminQueries(
    OutboxAdminQueries outbox,
    HousekeepingTable housekeeping,
    ILogger<OperationsAdminQueries> logger
) : IOperationsAdminQueries
{
    public async Task<Page<OutboxRow>> Outbox(
        OrganizationId organization,
        OutboxState state,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var entries = await outbox.ListAsync(
            state == OutboxState.Dead,
            Seen.Prefixes(organization),
            PageCursor.Parse(page.Cursor),
            page.Limit + 1,
            cancellationToken
        );
        return Page<OutboxEntry>
            .Of(entries, page.Limit, last =>
                PageCursor.Of(state == OutboxState.Dead ? last.DeadAt!.Value : last.DueAt, last.Id)
            )
            .Select(Row);
    }

    public async Task<Outcome<Done>> Retry(Caller caller, Guid row, CancellationToken cancellationToken)
    {
        if (!await outbox.RetryAsync(row, Seen.Prefixes(caller.Organization), cancellationToken))
            return OperationsRefusals.RowNotFound;
        LogRetried(logger, caller.Actor, row);
        return Done.Instance;
    }

    public async Task<Page<HousekeepingRow>> Housekeeping(
        OrganizationId organization,
        PageRequest page,
        CancellationToken cancellationToken
    ) =>
        ListPage.Of(Seen.Platform(organization) ? await housekeeping.ListAsync(cancellationToken) : [], page, row =>
            (row.DueAt, DerivedId.Of("housekeeping", Guid.Empty, row.Task))
        );

    private static OutboxRow Row(OutboxEntry entry) =>
        new(
            entry.Id,
            entry.Kind,
            entry.SourceStream,
            entry.SourceSeq,
            entry.MadeAt,
            entry.DueAt,
            entry.ClaimedUntil,
            entry.Attempts,
            entry.Error,
            entry.DeadAt
        );

    [LoggerMessage(Level = LogLevel.Information, Message = "{Admin} has outbox row {Row} tried again")]
    private static partial void LogRetried(ILogger logger, string admin, Guid row);
}
