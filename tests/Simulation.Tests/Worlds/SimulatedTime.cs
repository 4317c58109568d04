namespace Academy.Simulation.Tests.Worlds;

/// <summary>A machine's clock. The wall clock may be off; the time that passes is the world's.</summary>
internal sealed class SimulatedTime(World world, Machine machine) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 3, 1, 22, 0, 0, TimeSpan.Zero);

    /// <summary>How far the wall clock is off.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Beginning + Offset + TimeSpan.FromTicks(world.Now);

    public override long GetTimestamp() => world.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(world, machine, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

internal sealed class SimulatedTimer(World world, Machine machine, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan period;
    private bool stopped = true;

    public long Due { get; private set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        this.period = period;
        stopped = dueTime < TimeSpan.Zero;
        if (stopped)
            return true;
        Due = world.Now + dueTime.Ticks;
        world.Schedule(this);
        return true;
    }

    public bool IsDueAt(long due) => !stopped && !machine.IsDead && Due == due;

    public void Fire()
    {
        if (period > TimeSpan.Zero)
            Change(period, period);
        else
            stopped = true;
        machine.Run(() => callback(state));
    }

    public void Dispose() => stopped = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
