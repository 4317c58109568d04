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
/// How many calls a connection may make. A refused call takes a token as well, so a client that ignores refusals is
/// disconnected in the end.
/// </summary>
internal sealed class CallRateLimit(TimeProvider clock)
{
    private readonly TokenBucket bucket = new(RealtimeLimits.CallBurst);
    private long filledAt = clock.GetTimestamp();

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
