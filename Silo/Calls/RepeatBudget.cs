using Academy.Calls;
using Microsoft.Extensions.Options;

namespace Academy.Silo.Calls;

/// <summary>Every call earns a part of a repeat. Counting calls is all that is done on their way.</summary>
internal sealed class RepeatBudget(IOptions<RepeatOptions> options)
{
    private readonly double share = options.Value.Share;
    private readonly TokenBucket repeats = new(options.Value.Burst);
    private long calls;
    private long paid;

    public void Called() => Interlocked.Increment(ref calls);

    public bool TryRepeat()
    {
        var now = Volatile.Read(ref calls);
        return repeats.TryTake((now - Interlocked.Exchange(ref paid, now)) * share);
    }
}
