namespace Academy.Runtime.Clustering.Routing;

/// <summary>
/// Calls that cannot be sent at the moment: the owner is not known, not connected, or not ready. They are tried again whenever something
/// has changed, and every few milliseconds, until their time is over.
/// </summary>
internal sealed class WaitingRoom : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly int _limit;
    private readonly Action<RemoteCall> _again;
    private readonly ITimer _timer;
    private List<RemoteCall> _calls = [];
    private bool _trying;
    private bool _closed;

    internal WaitingRoom(int limit, TimeProvider time, Action<RemoteCall> again)
    {
        (_limit, _again) = (limit, again);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(
                static it => ((WaitingRoom)it!).TryAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    internal int Count => _calls.Count;

    /// <summary>False: there is no room, or the process ends.</summary>
    internal bool TryAdd(RemoteCall call)
    {
        lock (_gate)
        {
            if (_closed || _calls.Count >= _limit)
            {
                return false;
            }

            _calls.Add(call);
            if (_calls.Count == 1)
            {
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }

            return true;
        }
    }

    /// <summary>Something has changed: tries all of them, in their order.</summary>
    internal void TryAgain()
    {
        List<RemoteCall> calls;
        lock (_gate)
        {
            // Two rounds at a time would disturb the order.
            if (_trying || _calls.Count == 0)
            {
                return;
            }

            _trying = true;
            (calls, _calls) = (_calls, []);
        }

        foreach (var call in calls)
        {
            try
            {
                _again(call);
            }
            catch (Exception exception)
            {
                // The others have nothing to do with it.
                call.Request.Fail(exception);
            }
        }

        lock (_gate)
        {
            _trying = false;
            if (_calls.Count > 0)
            {
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Lets nobody in any more; returns those who waited.</summary>
    internal IReadOnlyList<RemoteCall> Close()
    {
        lock (_gate)
        {
            _closed = true;
            var calls = _calls;
            _calls = [];
            return calls;
        }
    }

    public void Dispose() => _timer.Dispose();
}
