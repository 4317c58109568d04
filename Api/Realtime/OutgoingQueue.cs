using Academy.Api.Authentication;

namespace Academy.Api.Realtime;

/// <summary>
/// What waits to be written to one connection, bounded. Two lanes: what must be delivered, in order; and what only
/// counts in its latest form, where a newer frame takes the place of one that has not been written. A pump runs only
/// while there is something to write, and nobody waits for it: whoever does not read fills their own queue and is cut
/// off.
/// </summary>
/// <param name="end">Ends the connection once what has been written is sent.</param>
/// <param name="tear">Tears the connection down as it is.</param>
/// <param name="freshness">While it does not hold, nothing is written: it might be for somebody who may not see it any
/// more.</param>
internal sealed class OutgoingQueue(
    Func<Frame, ValueTask> write,
    Action end,
    Action tear,
    RevocationFreshness freshness,
    TimeProvider clock,
    RealtimeMetrics metrics
) : IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private readonly Queue<Frame> frames = new();
    private Dictionary<LatestOf, Frame>? latest;
    private Queue<LatestOf>? latestOrder;
    private int bytes;
    private bool pumping;
    private bool closing;
    private bool gone;
    private ITimer? farewell;

    /// <summary>
    /// Adds a frame that must be delivered. Overflow closes the connection: what it misses, it resumes.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="of">The subscription that it belongs to, if to any: nothing follows its end.</param>
    public void Send(Frame frame, Subscription? of = null)
    {
        if (Add(frame, of))
            Pump();
    }

    /// <summary>Adds a frame as <see cref="Send"/> does; true when the caller has to start the pump.</summary>
    public bool Add(Frame frame, Subscription? of)
    {
        lock (gate)
        {
            if (closing || of is { IsOver: true } || !HasRoomFor(frame))
                return false;
            frames.Enqueue(frame);
            bytes += frame.Length;
            return !pumping && (pumping = true);
        }
    }

    /// <summary>Adds a frame that takes the place of an unwritten one of the same subscription.</summary>
    public void SendLatest(Subscription of, Frame frame)
    {
        if (AddLatest(of, frame))
            Pump();
    }

    /// <summary>Adds a frame as <see cref="SendLatest"/> does; true when the caller has to start the pump.</summary>
    public bool AddLatest(Subscription of, Frame frame)
    {
        lock (gate)
        {
            if (closing || of.IsOver || !HasRoomFor(frame))
                return false;
            return Replace(new(of, Signal: null), frame);
        }
    }

    /// <summary>
    /// Adds a signal: it takes the place of an unwritten one of the same subscription and key, and is dropped when more
    /// waits than one who reads would leave; where nothing waits, there is room for one of any size. True when the
    /// caller has to start the pump.
    /// </summary>
    public bool AddSignal(Subscription of, string key, Frame frame)
    {
        lock (gate)
        {
            if (closing || of.IsOver)
                return false;
            if (
                (bytes == 0 || bytes + frame.Length <= RealtimeLimits.QueuedBytesForSignals)
                && frames.Count + (latest?.Count ?? 0) < RealtimeLimits.QueuedFramesForSignals
            )
                return Replace(new(of, key), frame);
            metrics.SignalDropped();
            return false;
        }
    }

    /// <summary>Nothing of the subscription is added any more, and its latest is not sent if it still waits.</summary>
    public void Stop(Subscription subscription)
    {
        lock (gate)
        {
            subscription.IsOver = true;
            if (latest is not null && latest.Remove(new(subscription, Signal: null), out var unwritten))
                bytes -= unwritten.Length;
        }
    }

    /// <summary>
    /// Drops what waits, says why, and closes; abruptly if the client does not take the reason in time.
    /// </summary>
    public void Close(string reason, bool mayReconnect)
    {
        lock (gate)
            BeginClosing(reason, mayReconnect);
    }

    /// <summary>What had to wait may be written.</summary>
    public void Resume()
    {
        lock (gate)
        {
            if (pumping || gone || (frames.Count == 0 && latest is not { Count: > 0 }))
                return;
            pumping = true;
        }
        Pump();
    }

    /// <summary>The connection is gone.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closing = gone = true;
            Clear();
            farewell?.Dispose();
        }
    }

    public void Pump() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    /// <summary>Writes what waits, as far as the client takes it at once.</summary>
    public void Execute()
    {
        while (TryTake(out var frame))
        {
            var writing = write(frame);
            if (!writing.IsCompletedSuccessfully)
            {
                _ = GoOn(writing);
                return;
            }
        }
    }

    /// <summary>The client takes its time: goes on when it has taken what is being written.</summary>
    private async Task GoOn(ValueTask writing)
    {
        try
        {
            await writing;
            while (TryTake(out var frame))
                await write(frame);
        }
        catch (Exception)
        {
            tear(); // Cannot be written to, so it is gone: the client connects again and resumes.
        }
    }

    private bool HasRoomFor(Frame frame)
    {
        if (
            bytes == 0
            || (bytes + frame.Length <= RealtimeLimits.QueuedBytesMax && frames.Count < RealtimeLimits.QueuedFramesMax)
        )
            return true;
        metrics.Overflowed();
        BeginClosing(CloseReasons.SlowConsumer, mayReconnect: true);
        return false;
    }

    /// <summary>True when the pump has to be started.</summary>
    private bool Replace(LatestOf of, Frame frame)
    {
        latest ??= [];
        if (latest.TryGetValue(of, out var older))
            bytes -= older.Length;
        else
            (latestOrder ??= new()).Enqueue(of);
        latest[of] = frame;
        bytes += frame.Length;
        return !pumping && (pumping = true);
    }

    private void BeginClosing(string reason, bool mayReconnect)
    {
        if (closing)
            return;
        closing = true;
        metrics.CutOff(reason);
        Clear();
        frames.Enqueue(Frame.OfClose(reason, mayReconnect));
        farewell = clock.CreateTimer(
            static tear => ((Action)tear!)(),
            tear,
            RealtimeLimits.Farewell,
            Timeout.InfiniteTimeSpan
        );
        if (pumping)
            return;
        pumping = true;
        Pump();
    }

    private bool TryTake(out Frame frame)
    {
        lock (gate)
        {
            if (!closing && !freshness.Holds)
            {
                frame = null!;
                pumping = false;
                return false;
            }
            if (frames.TryDequeue(out frame!))
            {
                bytes -= frame.Length;
                return true;
            }
            while (latestOrder is not null && latestOrder.TryDequeue(out var of))
            {
                if (!latest!.Remove(of, out frame!))
                    continue; // Stopped.
                bytes -= frame.Length;
                if (!of.Subscription.IsOver)
                    return true;
            }
            pumping = false;
            if (closing && !gone)
                ThreadPool.UnsafeQueueUserWorkItem(static end => end(), end, preferLocal: false);
            return false;
        }
    }

    private void Clear()
    {
        frames.Clear();
        latest?.Clear();
        latestOrder?.Clear();
        bytes = 0;
    }

    /// <summary>What a frame is the latest of: a versioned view, or a key of a stream's signals.</summary>
    private readonly record struct LatestOf(Subscription Subscription, string? Signal);
}
