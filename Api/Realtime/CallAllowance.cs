namespace Academy.Api.Realtime;

internal enum CallVerdict
{
    Allowed,
    Overloaded,

    /// <summary>So many calls over the limit that the connection is closed.</summary>
    Hopeless,
}

/// <summary>
/// How many calls a connection may make: a bucket of tokens that fills by the clock. A refused call costs one as well,
/// so that who goes on all the same is closed in the end.
/// </summary>
internal sealed class CallAllowance(TimeProvider clock)
{
    private readonly Lock gate = new();
    private double tokens = RealtimeLimits.CallBurst;
    private long filledAt = clock.GetTimestamp();

    public CallVerdict Take()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            var filled = clock.GetElapsedTime(filledAt, now).TotalSeconds * RealtimeLimits.CallsPerSecond;
            tokens = Math.Min(RealtimeLimits.CallBurst, tokens + filled) - 1;
            filledAt = now;
            return tokens >= 0 ? CallVerdict.Allowed
                : tokens >= -RealtimeLimits.RefusedCallsMax ? CallVerdict.Overloaded
                : CallVerdict.Hopeless;
        }
    }
}
