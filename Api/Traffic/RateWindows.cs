using System.Collections.Concurrent;

namespace Academy.Api.Traffic;

/// <summary>
/// Counts requests per key in windows that begin at whole multiples of their length, so that one glance at the clock
/// says which window it is, and all counts of a past one are forgotten at once.
/// </summary>
/// <remarks>
/// The framework's limiters read the machine's clock, so no test could move it, and do not say when a window ends.
/// </remarks>
internal sealed class RateWindows(RatePlan plan, TimeProvider clock)
{
    /// <summary>Keys that a window counts; those that come later share one count.</summary>
    private const int KeysMax = 100_000;

    private Window window = new(-1);

    public RateLease Take(UInt128 key, int factor)
    {
        var ticks = clock.GetUtcNow().Ticks;
        var number = ticks / plan.Window.Ticks;
        var current = Volatile.Read(ref window);
        if (current.Number != number)
        {
            var next = new Window(number);
            var found = Interlocked.CompareExchange(ref window, next, current);
            current = found == current ? next : found;
        }
        var limit = plan.Requests * factor;
        var used = current.Count(key);
        var seconds = (int)Math.Ceiling(TimeSpan.FromTicks((number + 1) * plan.Window.Ticks - ticks).TotalSeconds);
        return new RateLease(used <= limit, limit, Math.Max(0, limit - used), seconds);
    }

    private sealed class Window(long number)
    {
        private readonly ConcurrentDictionary<UInt128, Counter> counters = new();
        private readonly Counter others = new();
        private int keys;

        public long Number => number;

        public int Count(UInt128 key)
        {
            if (!counters.TryGetValue(key, out var counter))
                counter = Volatile.Read(ref keys) < KeysMax ? Add(key) : others;
            return counter.Next();
        }

        private Counter Add(UInt128 key)
        {
            Interlocked.Increment(ref keys);
            return counters.GetOrAdd(key, static _ => new Counter());
        }
    }

    private sealed class Counter
    {
        private int count;

        /// <summary>Stops well before it would overflow.</summary>
        public int Next() => count < int.MaxValue / 2 ? Interlocked.Increment(ref count) : count;
    }
}

/// <param name="Reset">Seconds until the window ends.</param>
internal readonly record struct RateLease(bool Granted, int Limit, int Remaining, int Reset);
