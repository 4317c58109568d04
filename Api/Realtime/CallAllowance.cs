namespace Academy.Api.Realtime;

internal enum CallVerdict
{
    Allowed,
    Overloaded,

    /// <summary>So many calls over the limit that the connection is closed.</summary>
    Hopeless,
}

/// <summary>How many calls a connection may make: a bucket of tokens that fills by the clock.</summary>
internal sealed class CallAllowance(TimeProvider clock)
{
    private readonly Lock gate = new();
    private double tokens = RealtimeLimits.CallBurst;
    private long filledAt = clock.GetTimestamp();
    private int refused;

    public CallVerdict Take()
    {
        lock (gate)
        {
            var now = clock.GetTimestamp();
            var filled = clock.GetElapsedTime(filledAt, now).TotalSeconds * RealtimeLimits.CallsPerSecond;
            tokens = Math.Min(RealtimeLimits.CallBurst, tokens + filled);
            filledAt = now;
            if (tokens >= 1)
            {
                tokens--;
                refused = 0;
                return CallVerdict.Allowed;
            }
            return ++refused > RealtimeLimits.RefusedCallsMax ? CallVerdict.Hopeless : CallVerdict.Overloaded;
        }
    }
}
