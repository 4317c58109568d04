using Academy.Accounts;

namespace Academy.Grains.Chat.Messages;

/// <summary>
/// How much each may write in a room: a bucket of <paramref name="burst"/>, filled by <paramref name="perSecond"/>.
/// </summary>
internal sealed class RateGate(int burst, double perSecond)
{
    private const int WritersMax = 1_000;

    private readonly Dictionary<UserId, (double Tokens, DateTimeOffset At)> buckets = [];

    /// <summary>How long to wait; null: go on.</summary>
    public TimeSpan? Enter(UserId user, DateTimeOffset now)
    {
        var tokens = (double)burst;
        if (buckets.TryGetValue(user, out var bucket))
            tokens = Math.Min(burst, bucket.Tokens + Math.Max(0, (now - bucket.At).TotalSeconds) * perSecond);
        else if (buckets.Count >= WritersMax)
            DropFull(now);
        if (tokens < 1)
        {
            buckets[user] = (tokens, now);
            return TimeSpan.FromSeconds((1 - tokens) / perSecond);
        }
        buckets[user] = (tokens - 1, now);
        return null;
    }

    /// <summary>It was a repeat, and does not count.</summary>
    public void Leave(UserId user)
    {
        if (buckets.TryGetValue(user, out var bucket))
            buckets[user] = bucket with { Tokens = Math.Min(burst, bucket.Tokens + 1) };
    }

    /// <summary>A bucket that is full again says nothing.</summary>
    private void DropFull(DateTimeOffset now)
    {
        foreach (var (user, bucket) in buckets)
        {
            if (bucket.Tokens + (now - bucket.At).TotalSeconds * perSecond >= burst)
                buckets.Remove(user);
        }
    }
}
