using Academy.Calls;

namespace Academy.Api.Realtime;

internal enum CallVerdict
{
    Allowed,
    Overloaded,

    /// <summary>So many calls over the limit that the connection is closed.</summary>
    Hopeless,
}

/// <summary>
/// How many calls a person's connections may make. A refused call takes a token as well, so a client that ignores
/// refusals is disconnected in the end.
/// </summary>
internal sealed class CallRateLimit(TimeProvider clock)
{
    private readonly TokenBucket bucket = new(RealtimeLimits.CallBurst);
    private long filledAt = clock.GetTimestamp();

    /// <summary>After so long without a call it is full, whatever was before.</summary>
    public static readonly TimeSpan FullAfter = TimeSpan.FromSeconds(
        (RealtimeLimits.CallBurst + RealtimeLimits.RefusedCallsMax) / RealtimeLimits.CallsPerSecond + 1
    );

    /// <summary>As good as a new one.</summary>
    public bool IsFull => clock.GetElapsedTime(Volatile.Read(ref filledAt)) >= FullAfter;

    public CallVerdict Take()
    {
        var now = clock.GetTimestamp();
        var filled = clock.GetElapsedTime(Interlocked.Exchange(ref filledAt, now), now).TotalSeconds;
        return bucket.Take(filled * RealtimeLimits.CallsPerSecond) switch
        {
            >= 0 => CallVerdict.Allowed,
            >= -RealtimeLimits.RefusedCallsMax => CallVerdict.Overloaded,
            _ => CallVerdict.Hopeless,
        };
    }
}
