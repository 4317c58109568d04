namespace Academy.Journal;

/// <summary>Everything that one command writes; all of it or nothing becomes durable.</summary>
public sealed class Append
{
    public required string Stream { get; init; }

    /// <summary>The stream's head as its owner knows it; the first event gets <c>ExpectedSeq + 1</c>.</summary>
    public required long ExpectedSeq { get; init; }

    /// <summary>At least one event.</summary>
    public required IReadOnlyList<PendingEvent> Events { get; init; }

    /// <summary>The id of the user or part of the system that caused it.</summary>
    public required string Actor { get; init; }

    public required DateTimeOffset At { get; init; }

    public Cause Cause { get; init; }

    /// <summary>The command's identity and answer, when the caller gave it an id.</summary>
    public CommandRecord? Command { get; init; }

    public IReadOnlyList<FeedItem> Feed { get; init; } = [];

    /// <summary>Feed rows that these events took up; they are deleted in the same transaction.</summary>
    public FeedTaken? Taken { get; init; }

    public IReadOnlyList<OutboxItem> Outbox { get; init; } = [];

    internal Append WithoutCommand() =>
        new()
        {
            Stream = Stream,
            ExpectedSeq = ExpectedSeq,
            Events = Events,
            Actor = Actor,
            At = At,
            Cause = Cause,
            Feed = Feed,
            Taken = Taken,
            Outbox = Outbox,
        };
}

/// <param name="Type">The event's name on the wire and in the journal, <c>slice.past-tense</c>.</param>
/// <param name="Version">The version of its shape.</param>
/// <param name="Data">UTF-8 JSON.</param>
/// <param name="Body">The same event as an object, for projections.</param>
/// <param name="Opened">What is sealed in it, in the clear: for projections and for whoever is told of it. Never
/// stored.</param>
public sealed record PendingEvent(
    string Type,
    int Version,
    ReadOnlyMemory<byte> Data,
    object Body,
    object? Opened = null
);

/// <param name="RequestHash">Hash of the request; the same id with another hash is refused by the caller.</param>
/// <param name="Answer">UTF-8 JSON of the answer that a repeat gets.</param>
public sealed record CommandRecord(string CommandId, string RequestHash, ReadOnlyMemory<byte> Answer);

/// <param name="Owner">The stream that will take it up.</param>
/// <param name="Data">UTF-8 JSON.</param>
public sealed record FeedItem(string Owner, ReadOnlyMemory<byte> Data);

public sealed record FeedTaken(string Owner, IReadOnlyList<long> Positions);

/// <param name="Kind">What is to be done, e.g. <c>mail.welcome</c>.</param>
/// <param name="Data">UTF-8 JSON.</param>
public sealed record OutboxItem(Guid Id, string Kind, ReadOnlyMemory<byte> Data);

public enum AppendVerdict
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>The stream's head is not what the owner believed: the owner must reload.</summary>
    Conflict,

    /// <summary>The command id was accepted before; <see cref="AppendResult.Known"/> has its answer.</summary>
    CommandKnown,
}

public readonly record struct AppendResult(
    AppendVerdict Verdict,
    long FirstSeq,
    long LastSeq,
    RecordedCommand? Known = null
);
