using System.Collections.Concurrent;

namespace Academy.Api.Traffic;

/// <summary>
/// Counts requests per key. Memory is bounded: where there is no room for another key, a wider one is counted in its
/// place, such as the network of an address. So a flood of addresses shares its counts with its own networks, and never
/// with everybody.
/// </summary>
/// <remarks>
/// The framework's limiters read the machine's clock, so no test could move it, and do not say when to come again.
/// </remarks>
internal sealed class RateWindows(RatePlan plan, TimeProvider clock)
{
    /// <summary>Keys that are counted, of each width.</summary>
    internal const int KeysMax = 100_000;

    private const int WidthsMax = 4;

    private readonly Table[] tables = [.. Enumerable.Range(0, WidthsMax).Select(_ => new Table(plan.Window))];

    public RateLease Take(UInt128 key, int factor) => Take([key], factor);

    /// <param name="keys">
    /// The narrowest first: the first one that there is room for is counted. Where there is none, nothing is: whoever
    /// has so many of the widest is not stopped by counting, and nobody else must be.
    /// </param>
    /// <param name="factor">By how much the plan grows.</param>
    public RateLease Take(ReadOnlySpan<UInt128> keys, int factor)
    {
        var now = clock.GetUtcNow().Ticks;
        var limit = (int)Math.Min(int.MaxValue, (long)plan.Requests * factor);
        for (var width = 0; width < keys.Length; width++)
        {
            if (tables[width].FindOrAdd(keys[width], now) is { } count)
                return count.Take(now, limit);
        }
        return new RateLease(Granted: true, limit, limit, Reset: 0);
    }

    private sealed class Table(TimeSpan window)
    {
        private readonly ConcurrentDictionary<UInt128, SlidingCount> counts = new();
        private int room = KeysMax;
        private long cleanedAt;

        public SlidingCount? FindOrAdd(UInt128 key, long now)
        {
            if (counts.TryGetValue(key, out var known))
                return known;
            Clean(now);
            if (Interlocked.Decrement(ref room) < 0)
            {
                Interlocked.Increment(ref room);
                return counts.GetValueOrDefault(key);
            }
            var added = new SlidingCount(window);
            var found = counts.GetOrAdd(key, added);
            if (found != added)
                Interlocked.Increment(ref room);
            return found;
        }

        /// <summary>
        /// Forgets keys that used nothing in the window: once in it, and a few times more when there is no room.
        /// </summary>
        private void Clean(long now)
        {
            var last = Volatile.Read(ref cleanedAt);
            var pause = Volatile.Read(ref room) > 0 ? window.Ticks : window.Ticks / 8;
            // Also when the clock was set back.
            if (Math.Abs(now - last) < pause || Interlocked.CompareExchange(ref cleanedAt, now, last) != last)
                return;
            foreach (var (key, count) in counts)
            {
                if (count.IsUnused(now) && counts.TryRemove(key, out _))
                    Interlocked.Increment(ref room);
            }
        }
    }
}
