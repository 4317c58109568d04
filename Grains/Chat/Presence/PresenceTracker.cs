using Academy.Accounts;
using Academy.Streams;

namespace Academy.Grains.Chat.Presence;

/// <summary>
/// Which members of a room are connected, and to which nodes. Each node reports its changes. A person joins with their
/// first node and leaves with their last. Pure: the time is a parameter.
/// </summary>
/// <param name="began">The first version. A new activation must not reuse versions that clients have seen.</param>
internal sealed class PresenceTracker(long began)
{
    private readonly Dictionary<string, Node> nodes = [];
    private readonly Dictionary<UserId, int> nodesOf = [];
    private readonly HashSet<UserId> joined = [];
    private readonly HashSet<UserId> left = [];

    /// <summary>Counts the signals.</summary>
    public long Version { get; private set; } = began;

    /// <summary>Counts changes of anything that a snapshot shows.</summary>
    public int Changes { get; private set; }

    public int Online => nodesOf.Count;

    public IReadOnlyCollection<UserId> Users => nodesOf.Keys;

    /// <summary>Whether something has changed since the last signal.</summary>
    public bool HasNews => joined.Count + left.Count > 0;

    public bool IsEmpty => nodes.Count == 0;

    /// <summary>Applies a node's report; false if it follows one that is not known here.</summary>
    public bool Note(NodePresence word, DateTimeOffset now)
    {
        if (!nodes.TryGetValue(word.Node, out var node))
        {
            if (!word.IsWhole)
                return false;
            nodes.Add(word.Node, node = new Node());
        }
        else if (!word.IsWhole && word.Version != node.Version + (word.Joined.Count + word.Left.Count > 0 ? 1 : 0))
        {
            return false;
        }
        if (word.IsWhole)
        {
            foreach (var user in node.Users.Except(word.Joined).ToArray())
                Leave(node, user);
        }
        foreach (var user in word.Joined)
            Join(node, user);
        foreach (var user in word.Left)
            Leave(node, user);
        (node.Version, node.Expires) = (word.Version, now + NodePresenceLimits.Expiry);
        if (node.Users.Count == 0)
            nodes.Remove(word.Node);
        return true;
    }

    /// <summary>Removes nodes that have not reported for too long.</summary>
    public void Expire(DateTimeOffset now)
    {
        foreach (var (name, node) in nodes.Where(node => node.Value.Expires <= now).ToArray())
        {
            foreach (var user in node.Users.ToArray())
                Leave(node, user);
            nodes.Remove(name);
        }
    }

    /// <summary>The changes since the last signal, as the next version.</summary>
    public (IReadOnlyList<UserId> Joined, IReadOnlyList<UserId> Left) Tell()
    {
        Version++;
        Changes++;
        (IReadOnlyList<UserId>, IReadOnlyList<UserId>) news = ([.. joined], [.. left]);
        joined.Clear();
        left.Clear();
        return news;
    }

    private void Join(Node node, UserId user)
    {
        if (!node.Users.Add(user))
            return;
        Changes++;
        nodesOf[user] = nodesOf.GetValueOrDefault(user) + 1;
        if (nodesOf[user] == 1 && !left.Remove(user))
            joined.Add(user);
    }

    private void Leave(Node node, UserId user)
    {
        if (!node.Users.Remove(user))
            return;
        Changes++;
        if (--nodesOf[user] > 0)
            return;
        nodesOf.Remove(user);
        if (!joined.Remove(user))
            left.Add(user);
    }

    private sealed class Node
    {
        public HashSet<UserId> Users { get; } = [];

        public long Version { get; set; }

        public DateTimeOffset Expires { get; set; }
    }
}
