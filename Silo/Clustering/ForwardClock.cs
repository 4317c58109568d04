namespace Academy.Silo.Clustering;

/// <summary>
/// A clock that is never set back. When the one it reads is, it goes on from where it was; when that is set forward, it
/// follows.
/// </summary>
internal sealed class ForwardClock(TimeProvider clock) : TimeProvider
{
    private long ahead;
    private long lastTicks = DateTimeOffset.MinValue.UtcTicks;
    private long lastStamp = clock.GetTimestamp();
    private readonly Lock gate = new();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            var (read, stamp) = (clock.GetUtcNow().UtcTicks, clock.GetTimestamp());
            if (read + ahead < lastTicks)
                ahead = lastTicks + clock.GetElapsedTime(lastStamp, stamp).Ticks - read;
            (lastTicks, lastStamp) = (read + ahead, stamp);
            return new DateTimeOffset(lastTicks, TimeSpan.Zero);
        }
    }

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
