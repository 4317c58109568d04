namespace Academy.Grains.Tests.Streams.Histories;

/// <summary>Runs as the machine's clock does, from another time on: days are the same in every recording.</summary>
internal sealed class ShiftedClock(DateTimeOffset from) : TimeProvider
{
    private TimeSpan shift = from - System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;

    public void Advance(TimeSpan by) => shift += by;
}
