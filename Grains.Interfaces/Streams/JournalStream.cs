using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Streams;

namespace Academy.Streams;

/// <summary>
/// The stream provider that carries what owners publish to the nodes that watch, and how it names streams: namespace is
/// the kind, key is <c>{organization}/{id}@{audience}</c>.
/// </summary>
public static class JournalStream
{
    /// <summary>The provider's name.</summary>
    public const string Provider = "journal";

    public static StreamId IdOf(WatchedStream stream) =>
        StreamId.Create(stream.Name.Kind, $"{stream.Organization.Value}/{stream.Name.Id}@{NameOf(stream.Audience)}");

    public static bool TryParse(StreamId id, out WatchedStream stream)
    {
        stream = default;
        var key = id.GetKeyAsString();
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var at = key.LastIndexOf('@');
        if (
            id.GetNamespace() is not { } kind
            || slash <= 0
            || at <= slash + 1
            || !TryAudience(key[(at + 1)..], out var audience)
        )
            return false;
        stream = new(new OrganizationId(key[..slash]), new StreamName(kind, key[(slash + 1)..at]), audience);
        return true;
    }

    private static string NameOf(Audience audience) =>
        audience switch
        {
            Audience.Self => "self",
            Audience.Instructor => "instructor",
            Audience.Member => "member",
            Audience.Node => "node",
            Audience.Participant => "participant",
            _ => throw new ArgumentOutOfRangeException(nameof(audience), audience, "No such audience."),
        };

    private static bool TryAudience(string name, out Audience audience)
    {
        (var known, audience) = name switch
        {
            "self" => (true, Audience.Self),
            "instructor" => (true, Audience.Instructor),
            "member" => (true, Audience.Member),
            "node" => (true, Audience.Node),
            "participant" => (true, Audience.Participant),
            _ => (false, default),
        };
        return known;
    }
}

/// <summary>A place in a stream of the journal: epoch and number.</summary>
[GenerateSerializer, Immutable, Alias("streams.journal-token")]
public sealed class JournalToken(StreamCursor position) : StreamSequenceToken
{
    [Id(0)]
    public StreamCursor Position { get; } = position;

    public override long SequenceNumber
    {
        get => Position.Seq;
        protected set => throw new NotSupportedException("A place in the journal does not change.");
    }

    public override int EventIndex
    {
        get => 0;
        protected set => throw new NotSupportedException("A place in the journal does not change.");
    }

    public override bool Equals(StreamSequenceToken? other) =>
        other is JournalToken token && token.Position == Position;

    public override bool Equals(object? obj) => obj is StreamSequenceToken other && Equals(other);

    public override int GetHashCode() => Position.GetHashCode();

    /// <exception cref="ArgumentException">The other place is of another epoch: numbers of another epoch mean
    /// nothing.</exception>
    public override int CompareTo(StreamSequenceToken? other) =>
        other switch
        {
            null => 1,
            JournalToken token when token.Position.Epoch == Position.Epoch => Position.Seq.CompareTo(
                token.Position.Seq
            ),
            _ => throw new ArgumentException("Places of different epochs have no order.", nameof(other)),
        };

    public override string ToString() => $"{Position.Epoch}:{Position.Seq}";
}

/// <summary>
/// Said to a subscriber through <c>OnErrorAsync</c>: what lies between the last message and <see cref="Position"/>
/// cannot be had message by message (another epoch, or too much). The subscription goes on after
/// <see cref="Position"/>.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "A reset has a position.")]
public sealed class StreamResetException(StreamCursor position)
    : Exception($"The stream goes on after {position.Epoch}:{position.Seq}; start from a snapshot.")
{
    public StreamCursor Position { get; } = position;
}

/// <summary>
/// Said to a subscriber through <c>OnErrorAsync</c>: the owner refuses the watch, and the subscription has ended.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "An end has a reason.")]
public sealed class StreamEndedException(string reason) : Exception($"The stream's owner ended the watch: {reason}.")
{
    /// <summary>A stable code.</summary>
    public string Reason { get; } = reason;
}
