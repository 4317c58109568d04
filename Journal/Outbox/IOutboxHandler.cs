namespace Academy.Journal.Outbox;

/// <summary>
/// Processes the outbox rows of one kind. Register one per kind: <c>AddSingleton&lt;IOutboxHandler, …&gt;()</c>.
/// </summary>
/// <remarks>
/// It is called at least once per row. If a process dies between the effect and its completion, the same row comes
/// again, with the same <see cref="OutboxWork.Id"/>. Pass that id to whatever can recognise a repetition by an id.
/// </remarks>
public interface IOutboxHandler
{
    /// <summary>The kind of rows that it processes, e.g. <c>mail.welcome</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Processes a row and returns, or says that this can never succeed. If it throws, the row is tried again later.
    /// The exception's message is stored with the row for operators, so it must not quote what people wrote.
    /// </summary>
    /// <param name="work">The row.</param>
    /// <param name="cancellationToken">Cancelled when the attempt takes too long or the process stops.</param>
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
    /// The correlation of the event that left the row. What follows from the row belongs to the same request.
    /// </summary>
    public Guid? Correlation { get; init; }
}

/// <summary>How an attempt ended, unless it threw.</summary>
public readonly record struct OutboxResult
{
    /// <summary>The row is processed.</summary>
    public static readonly OutboxResult Done;

    /// <summary>Why it can never be processed; null when it is processed.</summary>
    public string? Impossible { get; private init; }

    /// <summary>Another attempt would not help. The row becomes a dead letter.</summary>
    /// <param name="reason">For operators; it must not quote what people wrote.</param>
    public static OutboxResult Never(string reason) => new() { Impossible = reason };
}
