namespace Academy.Journal;

/// <summary>Everything that one command writes. Either all of it becomes durable, or nothing.</summary>
public sealed class Append
{
    public required string Stream { get; init; }

    /// <summary>The head of the stream as its owner knows it. The first event gets <c>ExpectedSeq + 1</c>.</summary>
    public required long ExpectedSeq { get; init; }

    /// <summary>At least one event.</summary>
    public required IReadOnlyList<PendingEvent> Events { get; init; }

    /// <summary>The id of the user, or the name of the part of the system, that caused it.</summary>
    public required string Actor { get; init; }

    public required DateTimeOffset At { get; init; }

    public Cause Cause { get; init; }

    /// <summary>The command's identity and answer, when the caller gave it an id.</summary>
    public CommandRecord? Command { get; init; }

    public IReadOnlyList<FeedItem> Feed { get; init; } = [];

    /// <summary>The feed rows that these events include; they are deleted in the same transaction.</summary>
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
/// <param name="Opened">The sealed texts of the event in clear text, for projections and watchers. Never
/// stored.</param>
public sealed record PendingEvent(
    string Type,
    int Version,
    ReadOnlyMemory<byte> Data,
    object Body,
    object? Opened = null
);

/// <param name="RequestHash">Hash of the request. The caller refuses the same id with another hash.</param>
/// <param name="Answer">UTF-8 JSON of the answer that a repeat gets.</param>
public sealed record CommandRecord(string CommandId, string RequestHash, ReadOnlyMemory<byte> Answer);

/// <param name="Owner">The stream whose owner will read it.</param>
/// <param name="Data">UTF-8 JSON.</param>
public sealed record FeedItem(string Owner, ReadOnlyMemory<byte> Data);

public sealed record FeedTaken(string Owner, IReadOnlyList<long> Positions);

/// <param name="Kind">The kind of work, e.g. <c>mail.welcome</c>; names its handler.</param>
/// <param name="Data">UTF-8 JSON.</param>
public sealed record OutboxItem(Guid Id, string Kind, ReadOnlyMemory<byte> Data);

public enum AppendVerdict
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>The stream has another head than the owner expected. The owner must load again.</summary>
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
