using Academy.Accounts;
using Academy.Calls;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Streams;

/// <summary>The owner of a stream that knows who is watching it (<see cref="StreamKind.IsAttended"/>).</summary>
[Alias("streams.attended-stream")]
public interface IAttendedStream : IGrainWithStringKey
{
    /// <summary>
    /// A node says who of the stream's people is connected to it, or that nothing has changed. False: it is to say it
    /// as a whole. What a node does not repeat within <see cref="NodePresenceLimits.Expiry"/> is forgotten.
    /// </summary>
    [AlwaysInterleave, Repeatable, Alias("note-presence")]
    Task<bool> NotePresence(NodePresence presence);
}

/// <summary>Who of a room is connected to a node: all of them, or what changed since the node's last word.</summary>
[GenerateSerializer, Immutable, Alias("chat.node-presence")]
public sealed record NodePresence(
    [property: Id(0)] string Node,
    [property: Id(1)] long Version,
    [property: Id(2)] bool IsWhole,
    [property: Id(3)] IReadOnlyList<UserId> Joined,
    [property: Id(4)] IReadOnlyList<UserId> Left
);

/// <summary>How often nodes tell who is connected, and how long they are believed.</summary>
public static class NodePresenceLimits
{
    /// <summary>A node tells its changes after this.</summary>
    public static readonly TimeSpan Report = TimeSpan.FromMilliseconds(250);

    /// <summary>A node says at least this often that it is still there.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>Whoever was connected to a node that said nothing for so long is not here any more.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(15);
}
