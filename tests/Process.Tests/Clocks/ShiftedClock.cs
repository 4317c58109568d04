namespace Academy.Processes.Clocks;

/// <summary>A wall clock that jumps when told; time that passes (timers, timestamps) does not jump.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref shift));

    public void Jump(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);

    public void JumpTo(DateTimeOffset time) => Jump(time - GetUtcNow());
}
