using Academy.Accounts;
using Academy.Calls;

namespace Academy.Grains.Chat.Messages;

/// <summary>How many messages each member may post in a room: a token bucket for each.</summary>
/// <param name="burst">Messages at once.</param>
/// <param name="perSecond">Messages per second after that.</param>
internal sealed class MessageRateLimit(int burst, double perSecond)
{
    private const int WritersMax = 1_000;

    private readonly Dictionary<UserId, Writer> writers = [];

    /// <summary>Counts a message.</summary>
    /// <returns>How long the person has to wait; null: the message is within the limit.</returns>
    public TimeSpan? Enter(UserId user, DateTimeOffset now)
    {
        if (!writers.TryGetValue(user, out var writer))
        {
            if (writers.Count >= WritersMax)
                DropFull(now);
            writers.Add(user, writer = new(new(burst), now));
        }
        var filled = Filled(writer, now);
        writers[user] = writer with { FilledAt = now };
        return writer.Bucket.TryTake(filled) ? null : TimeSpan.FromSeconds((1 - writer.Bucket.Tokens) / perSecond);
    }

    /// <summary>The message was a repeat, which does not count.</summary>
    public void Leave(UserId user)
    {
        if (writers.TryGetValue(user, out var writer))
            writer.Bucket.Return();
    }

    /// <summary>A full bucket is the same as none.</summary>
    private void DropFull(DateTimeOffset now)
    {
        foreach (var (user, writer) in writers)
        {
            if (writer.Bucket.Tokens + Filled(writer, now) >= burst)
                writers.Remove(user);
        }
    }

    /// <summary>A clock that was set back adds nothing.</summary>
    private double Filled(Writer writer, DateTimeOffset now) =>
        Math.Max(0, (now - writer.FilledAt).TotalSeconds) * perSecond;

    private readonly record struct Writer(TokenBucket Bucket, DateTimeOffset FilledAt);
}
