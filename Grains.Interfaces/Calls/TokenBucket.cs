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
}
