namespace Academy.Api.Tests.Surroundings;

/// <summary>
/// The machine's clock, but that waits of one length are shorter: for what the server does only after a long time in
/// which nothing happens. Everything else takes its time.
/// </summary>
internal sealed class QuickWaits(TimeSpan length, TimeSpan instead) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == length ? instead : dueTime, period);
}
