using Academy.Accounts;

namespace Academy.Grains.Gamification;

/// <summary>
/// Learners by XP, most first: own rank, change and the first k each in O(log n).
/// </summary>
/// <remarks>
/// A treap in arrays, each node with the size of its subtree; a node's priority is a hash of its learner, so that the
/// shape does not depend on chance or order. Pure: no clock, no service.
/// </remarks>
internal sealed class Ranking
{
    private const int None = -1;

    private readonly Dictionary<UserId, Standing> standings = [];
    private readonly Stack<int> free = new();
    private Node[] nodes = new Node[16];
    private int used;
    private int root = None;

    public int Count => standings.Count;

    public bool TryGet(UserId user, out Standing standing) => standings.TryGetValue(user, out standing);

    /// <summary>Takes up an absolute total; an older one (by the learner's own numbers) is ignored.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Set(UserId user, long xp, long totalXp, long seq)
    {
        if (standings.TryGetValue(user, out var old) && old.Seq >= seq)
            return false;
        if (old.Xp != xp)
        {
            if (old.Xp > 0)
                root = Remove(root, old.Xp, user);
            if (xp > 0)
                Insert(xp, user);
        }
        standings[user] = new Standing(xp, totalXp, seq);
        return true;
    }

    /// <summary>1 for the most XP; equal XP shares a rank (1, 2, 2, 4).</summary>
    public int RankOf(long xp)
    {
        var above = 0;
        var at = root;
        while (at != None)
        {
            if (nodes[at].Xp > xp)
            {
                above += 1 + SizeOf(nodes[at].Left);
                at = nodes[at].Right;
            }
            else
            {
                at = nodes[at].Left;
            }
        }
        return above + 1;
    }

    /// <summary>The first <paramref name="count"/> learners with XP, most first.</summary>
    public IReadOnlyList<(UserId User, Standing Standing)> Top(int count)
    {
        var top = new List<(UserId, Standing)>(Math.Min(count, Count));
        var path = new Stack<int>();
        var at = root;
        while (top.Count < count && (at != None || path.Count > 0))
        {
            for (; at != None; at = nodes[at].Left)
                path.Push(at);
            at = path.Pop();
            top.Add((nodes[at].User, standings[nodes[at].User]));
            at = nodes[at].Right;
        }
        return top;
    }

    private void Insert(long xp, UserId user)
    {
        if (!free.TryPop(out var node))
        {
            if (used == nodes.Length)
                Array.Resize(ref nodes, nodes.Length * 2);
            node = used++;
        }
        nodes[node] = new Node
        {
            Xp = xp,
            User = user,
            Priority = (uint)user.Value.GetHashCode() * 2654435769u,
            Left = None,
            Right = None,
            Size = 1,
        };
        var (before, after) = Split(root, xp, user);
        root = Merge(Merge(before, node), after);
    }

    private int Remove(int at, long xp, UserId user)
    {
        if (at == None)
            return None;
        if (nodes[at].Xp == xp && nodes[at].User == user)
        {
            free.Push(at);
            return Merge(nodes[at].Left, nodes[at].Right);
        }
        if (Precedes(xp, user, at))
            nodes[at].Left = Remove(nodes[at].Left, xp, user);
        else
            nodes[at].Right = Remove(nodes[at].Right, xp, user);
        return Resize(at);
    }

    /// <summary>What comes before the key, and what comes after it.</summary>
    private (int Before, int After) Split(int at, long xp, UserId user)
    {
        if (at == None)
            return (None, None);
        if (Precedes(xp, user, at))
        {
            var (before, after) = Split(nodes[at].Left, xp, user);
            nodes[at].Left = after;
            return (before, Resize(at));
        }
        else
        {
            var (before, after) = Split(nodes[at].Right, xp, user);
            nodes[at].Right = before;
            return (Resize(at), after);
        }
    }

    private int Merge(int before, int after)
    {
        if (before == None)
            return after;
        if (after == None)
            return before;
        if (nodes[before].Priority > nodes[after].Priority)
        {
            nodes[before].Right = Merge(nodes[before].Right, after);
            return Resize(before);
        }
        nodes[after].Left = Merge(before, nodes[after].Left);
        return Resize(after);
    }

    private bool Precedes(long xp, UserId user, int node) =>
        xp != nodes[node].Xp ? xp > nodes[node].Xp : user.Value.CompareTo(nodes[node].User.Value) < 0;

    private int SizeOf(int node) => node == None ? 0 : nodes[node].Size;

    private int Resize(int node)
    {
        nodes[node].Size = 1 + SizeOf(nodes[node].Left) + SizeOf(nodes[node].Right);
        return node;
    }

    /// <param name="Seq">The number of the learner's own stream that the total is of.</param>
    internal readonly record struct Standing(long Xp, long TotalXp, long Seq);

    private struct Node
    {
        public long Xp;
        public UserId User;
        public uint Priority;
        public int Left;
        public int Right;
        public int Size;
    }
}
