namespace Academy.Api.Traffic;

/// <summary>
/// How much one key has used: never more than its limit in any span of the window's length, wherever that begins. What
/// was used is kept in a few parts, each forgotten when its latest use is a window old, so the count is never too low.
/// </summary>
internal sealed class SlidingCount(TimeSpan window)
{
    private const int Parts = 8;

    // Oldest first; also what is locked. Most keys have one part only.
    private readonly List<Part> parts = new(1);
    private int used;

    /// <param name="now">Ticks of the clock.</param>
    /// <param name="limit">How much may be used in a window.</param>
    public RateLease Take(long now, int limit)
    {
        lock (parts)
        {
            Forget(now);
            var granted = used < limit;
            if (granted)
                Add(now);
            return new(granted, limit, Math.Max(0, limit - used), SecondsUntilLess(now), this);
        }
    }

    /// <summary>The latest use does not count.</summary>
    public void GiveBack()
    {
        lock (parts)
        {
            if (parts.Count == 0)
                return;
            used--;
            if (parts[^1].Count == 1)
                parts.RemoveAt(parts.Count - 1);
            else
                parts[^1] = parts[^1] with { Count = parts[^1].Count - 1 };
        }
    }

    public bool IsUnused(long now)
    {
        lock (parts)
        {
            Forget(now);
            return used == 0;
        }
    }

    private void Add(long now)
    {
        used++;
        if (parts.Count > 0 && now - parts[^1].First < window.Ticks / Parts)
            parts[^1] = parts[^1] with { Last = now, Count = parts[^1].Count + 1 };
        else
            parts.Add(new(now, now, 1));
    }

    private void Forget(long now)
    {
        if (parts.Count > 0 && parts[^1].Last > now)
            SetBack(now);
        while (parts.Count > 0 && now - parts[0].Last >= window.Ticks)
        {
            used -= parts[0].Count;
            parts.RemoveAt(0);
        }
    }

    /// <summary>
    /// A clock that was set back: by much, and all is forgotten; by little, and the future counts as now.
    /// </summary>
    private void SetBack(long now)
    {
        if (parts[^1].Last - now > window.Ticks)
        {
            parts.Clear();
            used = 0;
        }
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Last > now)
                parts[i] = parts[i] with { First = now, Last = now };
        }
    }

    private int SecondsUntilLess(long now) =>
        parts.Count == 0 ? 0 : (int)Math.Ceiling(TimeSpan.FromTicks(parts[0].Last + window.Ticks - now).TotalSeconds);

    private readonly record struct Part(long First, long Last, int Count);
}

/// <param name="Reset">Seconds until the oldest uses are forgotten.</param>
/// <param name="Counted">Where it was counted; null: nowhere.</param>
internal readonly record struct RateLease(
    bool Granted,
    int Limit,
    int Remaining,
    int Reset,
    SlidingCount? Counted = null
)
{
    /// <summary>What was granted does not count after all.</summary>
    public void GiveBack()
    {
        if (Granted)
            Counted?.GiveBack();
    }
}
