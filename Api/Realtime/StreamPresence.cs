using Academy.Accounts;
using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// Who of one stream's people is connected to this node, by how many subscriptions, and what its owner has been told of
/// that.
/// </summary>
internal sealed class StreamPresence
{
    private readonly Dictionary<UserId, int> subscriptions = [];
    private readonly HashSet<UserId> joined = [];
    private readonly HashSet<UserId> left = [];
    private long version;
    private bool tellWhole = true;
    private bool telling;
    private DateTimeOffset due;

    public void Enter(UserId user)
    {
        var count = subscriptions[user] = subscriptions.GetValueOrDefault(user) + 1;
        if (count == 1 && !left.Remove(user))
            joined.Add(user);
    }

    public void Leave(UserId user)
    {
        if (--subscriptions[user] > 0)
            return;
        subscriptions.Remove(user);
        if (!joined.Remove(user))
            left.Add(user);
    }

    /// <summary>What the owner is to be told now, if anything; <see cref="Told"/> follows.</summary>
    public NodePresence? Next(string node, DateTimeOffset now)
    {
        var hasNews = joined.Count + left.Count > 0;
        if (telling || (now < due && (!hasNews || tellWhole && version > 0)))
            return null;
        telling = true;
        version += hasNews || tellWhole ? 1 : 0;
        var word = tellWhole
            ? new NodePresence(node, version, IsWhole: true, [.. subscriptions.Keys], [])
            : new NodePresence(node, version, IsWhole: false, [.. joined], [.. left]);
        tellWhole = false;
        joined.Clear();
        left.Clear();
        return word;
    }

    /// <param name="isKnown">The owner knows what it was told.</param>
    /// <param name="now">The time.</param>
    /// <returns>True when nobody is here, and the owner knows: the stream may be forgotten.</returns>
    public bool Told(bool isKnown, DateTimeOffset now)
    {
        telling = false;
        tellWhole = !isKnown;
        due = now + (isKnown ? NodePresenceLimits.Renewal : NodePresenceLimits.Report);
        return isKnown && subscriptions.Count == 0 && joined.Count + left.Count == 0;
    }
}
