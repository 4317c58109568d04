using Orleans;
using Orleans.Concurrency;

namespace Academy.Streams;

/// <summary>A place in a stream's history. Numbers of another epoch mean nothing.</summary>
[GenerateSerializer, Immutable, Alias("streams.stream-cursor")]
public sealed record StreamCursor([property: Id(0)] string Epoch, [property: Id(1)] long Seq);

/// <summary>One event in the form in which an audience may see it. Encoded once, by the stream's owner.</summary>
/// <param name="Type"><c>none</c> where the audience may not see the event: the number stays, so that numbers are
/// contiguous.</param>
/// <param name="Data">UTF-8 JSON.</param>
[GenerateSerializer, Immutable, Alias("streams.stream-message")]
public sealed record StreamMessage(
    [property: Id(0)] long Seq,
    [property: Id(1)] string Type,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] ReadOnlyMemory<byte> Data
)
{
    /// <summary>The type of an event that an audience may not see.</summary>
    public const string None = "none";

    public static readonly ReadOnlyMemory<byte> NoData = "null"u8.ToArray();

    /// <summary>
    /// Persons who may not see what follows: this message is the last that they get, and then they are told that their
    /// subscriptions have ended. Null: nobody.
    /// </summary>
    [Id(4)]
    public IReadOnlyList<Academy.Accounts.UserId>? Ends { get; init; }
}

/// <summary>
/// Something that matters only now (who types, who is here): it has no number, is never stored, and may be lost on the
/// way.
/// </summary>
/// <param name="Data">UTF-8 JSON.</param>
/// <param name="Key">A later signal of the same key takes the place of an earlier one that was not sent yet.</param>
[GenerateSerializer, Immutable, Alias("streams.stream-signal")]
public sealed record StreamSignal(
    [property: Id(0)] string Type,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] ReadOnlyMemory<byte> Data,
    [property: Id(3)] string Key
);

/// <summary>Which view of a stream a watcher gets. An event may have another form, or none, for each.</summary>
public enum Audience
{
    /// <summary>The person whose stream it is.</summary>
    Self,

    /// <summary>Instructors of the course, and admins.</summary>
    Instructor,

    /// <summary>Every member of the organization.</summary>
    Member,

    /// <summary>The nodes of the cluster themselves.</summary>
    Node,

    /// <summary>A member of the room.</summary>
    Participant,
}

/// <summary>A stream as one audience sees it: what a node watches once, however many connections it serves.</summary>
[GenerateSerializer, Immutable, Alias("streams.watched-stream")]
public readonly record struct WatchedStream(
    [property: Id(0)] Academy.Accounts.OrganizationId Organization,
    [property: Id(1)] StreamName Name,
    [property: Id(2)] Audience Audience
);

public enum StreamVerdict
{
    /// <summary>The messages after the caller's position follow; nothing is missing.</summary>
    Resumed,

    /// <summary>The caller starts from the snapshot.</summary>
    Snapshot,

    /// <summary>The caller may not watch this stream, or there is none.</summary>
    Refused,
}

/// <summary>The owner's answer to one who wants to watch: where they stand and what they missed.</summary>
/// <param name="Seq">Everything up to this number is covered by the answer; what follows reaches the watcher.</param>
/// <param name="Snapshot">UTF-8 JSON, with <see cref="StreamVerdict.Snapshot"/>.</param>
[GenerateSerializer, Immutable, Alias("streams.join-answer")]
public sealed record JoinAnswer(
    [property: Id(0)] StreamVerdict Verdict,
    [property: Id(1)] string Epoch,
    [property: Id(2)] long Seq,
    [property: Id(3)] Audience Audience,
    [property: Id(4)] ReadOnlyMemory<byte>? Snapshot,
    [property: Id(5)] IReadOnlyList<StreamMessage> Messages,
    [property: Id(6)] string? Reason
)
{
    public static JoinAnswer Refused(string reason) => new(StreamVerdict.Refused, "", 0, default, null, [], reason);
}

/// <summary>Limits of a resume; beyond them the answer is a snapshot.</summary>
public static class ResumeLimits
{
    public const int EventsMax = 1_000;
    public const int BytesMax = 1024 * 1024;
}
