using Academy.Runtime.Mailboxes;
using Orleans.Runtime;

namespace Academy.Runtime.Activations;

/// <summary>A grain's timer. It is the request of its own ticks: there is never more than one under way, and the next
/// is due a period after it ends.</summary>
internal sealed class GrainTimer : Request, IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ITimer _timer;
    private TimeSpan _period;
    private Task? _pending;
    private int _underWay;
    private bool _changed;
    private volatile bool _disposed;

    internal GrainTimer(
        Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        Check(options.DueTime, options.Period);
        (_activation, _callback, _options, _period) = (activation, callback, options, options.Period);
        Target = activation;
        // The timer shall not keep alive what the registering request carries.
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Runtime.Time.CreateTimer(
                static timer => ((GrainTimer)timer!).OnDue(), this, options.DueTime, Timeout.InfiniteTimeSpan);
        }
    }

    internal override string Name => "timer";

    internal override bool AlwaysInterleaves => _options.Interleave;

    internal override bool CountsAsUse => _options.KeepAlive;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, period);
        ObjectDisposedException.ThrowIf(_disposed, this);
        (_changed, _period) = (true, period);
        _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _timer.Dispose();
            _activation.Runtime.Cancel(_cancellation, _activation.GrainId);
            _activation.Forget(this);
        }
    }

    internal override bool Start(Mailbox mailbox)
    {
        Renew();
        _changed = false;
        if (_disposed)
        {
            return true;
        }

        try
        {
            _pending = _callback(_cancellation.Token);
        }
        catch (Exception exception)
        {
            _pending = Task.FromException(exception);
        }

        if (_pending.IsCompleted)
        {
            Conclude();
            return true;
        }

        _pending.GetAwaiter().UnsafeOnCompleted(() =>
        {
            Finish();
            Conclude();
        });
        return false;
    }

    /// <summary>The activation is gone, and nobody waits for a tick: it is dropped.</summary>
    internal override void Fail(Exception exception)
    {
    }

    internal override void Expire(Mailbox mailbox) => throw new NotSupportedException("A tick has no deadline.");

    private void OnDue()
    {
        if (Interlocked.Exchange(ref _underWay, 1) == 0)
        {
            _activation.Offer(this, int.MaxValue);
        }
    }

    private void Conclude()
    {
        if (_pending!.Exception?.InnerException is { } failure)
        {
            _activation.Runtime.Log.TimerFailed(failure, _activation.GrainId.ToString());
        }

        _pending = null;
        Volatile.Write(ref _underWay, 0);
        if (!_disposed && !_changed && _period != Timeout.InfiniteTimeSpan)
        {
            _timer.Change(_period, Timeout.InfiniteTimeSpan);
        }
    }

    private static void Check(TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        }

        if (period != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        }
    }
}
