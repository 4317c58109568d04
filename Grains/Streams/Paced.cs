using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Streams;

/// <summary>Something that a grain does soon after it is asked to, and at most once per interval however often it is asked.</summary>
internal sealed class Paced
{
    private readonly TimeProvider clock;
    private readonly TimeSpan interval;
    private readonly TimeSpan delay;
    private readonly IGrainTimer timer;
    private DateTimeOffset doneAt;
    private bool waiting;

    /// <param name="grain">Whose turns it takes; its timers end with it.</param>
    /// <param name="clock">The time.</param>
    /// <param name="interval">Between two times.</param>
    /// <param name="delay">Until the first time: what comes within it is done together.</param>
    /// <param name="act">What is to be done.</param>
    public Paced(IGrainBase grain, TimeProvider clock, TimeSpan interval, TimeSpan delay, Func<CancellationToken, Task> act)
    {
        (this.clock, this.interval, this.delay) = (clock, interval, delay);
        timer = grain.RegisterGrainTimer(
            cancellation =>
            {
                waiting = false;
                doneAt = clock.GetUtcNow();
                return act(cancellation);
            },
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    public void Soon()
    {
        if (waiting)
            return;
        waiting = true;
        var due = doneAt + interval - clock.GetUtcNow();
        timer.Change(due > delay ? due : delay, Timeout.InfiniteTimeSpan);
    }
}
