namespace Academy.Calls;

/// <summary>
/// Limits how often something happens: at most <paramref name="capacity"/> times at once, and in the long run as often
/// as the bucket is filled, by time or by whatever else pays for it. Full at the beginning. Safe for several threads.
/// </summary>
public sealed class TokenBucket(double capacity)
{
    private readonly Lock gate = new();
    private readonly double capacity = capacity;
    private double tokens = capacity;

    /// <summary>What it holds; negative: what it owes.</summary>
    public double Tokens
    {
        get
        {
            lock (gate)
            {
                return tokens;
            }
        }
    }

    /// <summary>Adds tokens up to the capacity, then takes one if there is one.</summary>
    public bool TryTake(double filled)
    {
        lock (gate)
        {
            tokens = Math.Min(capacity, tokens + filled);
            if (tokens < 1)
                return false;
            tokens--;
            return true;
        }
    }

    /// <summary>Adds tokens up to the capacity, then takes one whether there is one or not.</summary>
    /// <returns>What is left; negative: what the bucket owes.</returns>
    public double Take(double filled)
    {
        lock (gate)
        {
            tokens = Math.Min(capacity, tokens + filled) - 1;
            return tokens;
        }
    }

    /// <summary>Puts a token back.</summary>
    public void Return()
    {
        lock (gate)
        {
            tokens = Math.Min(capacity, tokens + 1);
        }
    }
}
