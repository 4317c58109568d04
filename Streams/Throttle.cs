using Orleans.Runtime;

namespace Academy.Streams;

/// <summary>
/// Something that a grain does soon after it is asked to, and at most once per interval however often it is asked.
/// </summary>
public sealed class Throttle
{
    private readonly IStreamHost host;
    private readonly TimeSpan interval;
    private readonly TimeSpan delay;
    private readonly Func<CancellationToken, Task> act;
    private IGrainTimer? timer;
    private DateTimeOffset doneAt;
    private bool waiting;

    /// <param name="host">Whose turns it takes; its timer ends with the activation.</param>
    /// <param name="interval">Between two times.</param>
    /// <param name="delay">Until the first time: what comes within it is done together.</param>
    /// <param name="act">What is to be done.</param>
    public Throttle(IStreamHost host, TimeSpan interval, TimeSpan delay, Func<CancellationToken, Task> act) =>
        (this.host, this.interval, this.delay, this.act) = (host, interval, delay, act);

    public void Soon()
    {
        if (waiting)
            return;
        waiting = true;
        var due = doneAt + interval - host.Clock.GetUtcNow();
        timer ??= host.StartTimer(
            Act,
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true }
        );
        timer.Change(due > delay ? due : delay, Timeout.InfiniteTimeSpan);
    }

    private Task Act(CancellationToken cancellationToken)
    {
        waiting = false;
        doneAt = host.Clock.GetUtcNow();
        return act(cancellationToken);
    }
}
