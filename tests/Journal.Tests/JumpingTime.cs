namespace Academy.Journal.Tests;

/// <summary>A clock that can be made to find out that it slept. Its timers are real.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long jumped;

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref jumped);

    public void Jump(TimeSpan time) => Interlocked.Add(ref jumped, (long)(time.TotalSeconds * TimestampFrequency));
}
