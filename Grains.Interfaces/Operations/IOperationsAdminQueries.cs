using Academy.Accounts;
using Academy.Commands;

namespace Academy.Operations;

/// <summary>
/// What an operator looks after: work for the outside, and housekeeping. An admin sees what is their organization's;
/// admins of <see cref="OrganizationId.Default"/> see the platform's own as well.
/// </summary>
public interface IOperationsAdminQueries
{
    /// <summary>Rows that wait, the longest due first; or dead letters, the latest first.</summary>
    Task<Page<OutboxRow>> Outbox(
        OrganizationId organization,
        OutboxState state,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>Has a dead letter tried again; a row that is not dead is left as it is.</summary>
    Task<Outcome<Done>> Retry(Caller caller, Guid row, CancellationToken cancellationToken);

    /// <summary>What is done now and then, the next due first; for those who run the platform.</summary>
    Task<Page<HousekeepingRow>> Housekeeping(
        OrganizationId organization,
        PageRequest page,
        CancellationToken cancellationToken
    );
}

public enum OutboxState
{
    /// <summary>To be tried, for the first time or again.</summary>
    Waiting,

    /// <summary>Not tried any more, until an operator says so.</summary>
    Dead,
}

/// <summary>A piece of work for the outside, without what it is about.</summary>
/// <param name="Kind">What is to be done, e.g. <c>mail.welcome</c>.</param>
/// <param name="Source">The stream whose event caused it.</param>
/// <param name="SourceSeq">The number of that event, or of the last that was decided with it.</param>
/// <param name="DueAt">When it is tried next.</param>
/// <param name="ClaimedUntil">It is being tried, until this time at most.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">How the last attempt failed.</param>
/// <param name="DeadAt">Since when it is a dead letter.</param>
public sealed record OutboxRow(
    Guid Id,
    string Kind,
    string Source,
    long SourceSeq,
    DateTimeOffset MadeAt,
    DateTimeOffset DueAt,
    DateTimeOffset? ClaimedUntil,
    int Attempts,
    string? Error,
    DateTimeOffset? DeadAt
);

/// <summary>What is done now and then by one process of the cluster.</summary>
/// <param name="Task">E.g. <c>journal</c>: forgets what is past keeping.</param>
/// <param name="DueAt">When it is done next.</param>
/// <param name="ClaimedUntil">It is being done, until this time at most.</param>
/// <param name="LastRunAt">When it was last done.</param>
/// <param name="Failures">How often the run that is due has failed.</param>
/// <param name="Error">How it failed last.</param>
public sealed record HousekeepingRow(
    string Task,
    DateTimeOffset DueAt,
    DateTimeOffset? ClaimedUntil,
    DateTimeOffset? LastRunAt,
    int Failures,
    string? Error
);

public static class OperationsRefusals
{
    public static readonly Refusal RowNotFound = new(
        "ops.outbox-row-not-found",
        RefusalKind.NotFound,
        "There is no such row in the outbox."
    );
    public static readonly Refusal GrainNotFound = new(
        "ops.grain-not-found",
        RefusalKind.NotFound,
        "There is no such grain to look at."
    );
}
