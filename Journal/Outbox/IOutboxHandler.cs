namespace Academy.Journal.Outbox;

/// <summary>
/// Does what outbox rows of one kind ask for. Register one per kind: <c>AddSingleton&lt;IOutboxHandler, …&gt;()</c>.
/// </summary>
/// <remarks>
/// At least once: a process may die between the effect and its completion, and the same row then comes again, with the
/// same <see cref="OutboxWork.Id"/>. Whatever can tell a repeat by an id is to be given that one.
/// </remarks>
public interface IOutboxHandler
{
    /// <summary>The kind of rows that it takes, e.g. <c>mail.welcome</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Has the effect and returns, or says that it can never be had. What it throws is tried again later, and its
    /// message is kept with the row for the operator: so it must not quote what somebody wrote.
    /// </summary>
    /// <param name="work">The row.</param>
    /// <param name="cancellationToken">Fires when the attempt takes too long, or the process stops.</param>
    Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken);
}

/// <summary>One attempt at a row.</summary>
/// <param name="Id">The idempotency key: the same at every attempt.</param>
/// <param name="Data">UTF-8 JSON.</param>
/// <param name="SourceStream">The stream whose append left the row.</param>
/// <param name="SourceSeq">The last event of that append.</param>
/// <param name="Attempt">From 1.</param>
public sealed record OutboxWork(
    Guid Id,
    string Kind,
    ReadOnlyMemory<byte> Data,
    string SourceStream,
    long SourceSeq,
    DateTimeOffset MadeAt,
    int Attempt
)
{
    /// <summary>
    /// Of the event that left the row: what follows from it belongs to the same request from outside.
    /// </summary>
    public Guid? Correlation { get; init; }
}

/// <summary>How an attempt ended, unless it threw.</summary>
public readonly record struct OutboxResult
{
    /// <summary>The effect is had.</summary>
    public static readonly OutboxResult Done;

    /// <summary>Why it can never be had; null when it is.</summary>
    public string? Impossible { get; private init; }

    /// <summary>Trying again would not help: the row becomes a dead letter.</summary>
    /// <param name="reason">For the operator; it must not quote what somebody wrote.</param>
    public static OutboxResult Never(string reason) => new() { Impossible = reason };
}
