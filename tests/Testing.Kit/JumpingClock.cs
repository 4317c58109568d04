namespace Academy.Testing;

/// <summary>
/// The machine's clock, which can jump. For whole servers, whose timers must go on; a test that has one clock for
/// itself takes <c>FakeTimeProvider</c>.
/// </summary>
internal sealed class JumpingClock : TimeProvider
{
    private long shift;
    private long slept;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref shift));

    public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref slept);

    /// <summary>The wall clock is set; no time passes.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);

    /// <inheritdoc cref="Jump"/>
    public void JumpTo(DateTimeOffset time) => Jump(time - GetUtcNow());

    /// <summary>Time has passed that no timer noticed: the machine was suspended.</summary>
    public void Sleep(TimeSpan time) => Interlocked.Add(ref slept, (long)(time.TotalSeconds * TimestampFrequency));
}
