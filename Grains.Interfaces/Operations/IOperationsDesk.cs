using Academy.Accounts;
using Academy.Commands;

namespace Academy.Operations;

/// <summary>
/// What an operator looks after: work for the outside, and reminders. An admin sees what is his organization's; admins of
/// <see cref="OrganizationId.Default"/> see the platform's own as well.
/// </summary>
public interface IOperationsDesk
{
    /// <summary>Rows that wait, the longest due first; or dead letters, the latest first.</summary>
    Task<Page<OutboxRow>> Outbox(OrganizationId organization, OutboxState state, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Has a dead letter tried again; a row that is not dead is left as it is.</summary>
    Task<Outcome<Done>> Retry(Caller caller, Guid row, CancellationToken cancellationToken);

    /// <summary>Reminders, the next due first.</summary>
    Task<Page<ReminderRow>> Reminders(OrganizationId organization, PageRequest page, CancellationToken cancellationToken);
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
    Guid Id, string Kind, string Source, long SourceSeq, DateTimeOffset MadeAt, DateTimeOffset DueAt, DateTimeOffset? ClaimedUntil,
    int Attempts, string? Error, DateTimeOffset? DeadAt);

/// <summary>A timer of a grain that outlives processes.</summary>
/// <param name="Grain">Type and key.</param>
/// <param name="PeriodSeconds">From tick to tick.</param>
/// <param name="DueAt">When it ticks next.</param>
/// <param name="LastTickAt">When a tick last succeeded.</param>
/// <param name="Failures">How often the tick that is due has failed.</param>
/// <param name="Error">How it failed last.</param>
public sealed record ReminderRow(
    string Grain, string Name, long PeriodSeconds, DateTimeOffset DueAt, DateTimeOffset? LastTickAt, int Failures, string? Error);

public static class OperationsRefusals
{
    public static readonly Refusal RowNotFound = new("ops.outbox-row-not-found", RefusalKind.NotFound, "There is no such row in the outbox.");
    public static readonly Refusal GrainNotFound = new("ops.grain-not-found", RefusalKind.NotFound, "There is no such grain to look at.");
}
