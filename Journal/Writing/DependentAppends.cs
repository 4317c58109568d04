namespace Academy.Journal.Writing;

/// <summary>
/// Several appends of one stream may be queued at once; each was decided on the state that the one before it leads to.
/// When one is not written, those queued behind it must not be written either, even if an event of another process
/// makes their sequence number fit.
/// </summary>
internal sealed class DependentAppends
{
    // By stream: the last arrival that depends on an append that was not written.
    private readonly Dictionary<string, long> invalid = [];
    private long arrivals;
    private long lastInvalid;

    /// <summary>Numbers appends in the order in which they arrive. Any thread may call it; the other members belong to
    /// the writer's loop.</summary>
    public long NextArrival() => Interlocked.Increment(ref arrivals);

    /// <summary>An append of the stream was not written: everything that has arrived by now depends on it.</summary>
    public void Invalidate(string stream) => invalid[stream] = lastInvalid = Interlocked.Read(ref arrivals);

    public bool IsInvalid(PendingAppend pending) =>
        invalid.Count > 0 && invalid.TryGetValue(pending.Stream, out var last) && pending.Arrival <= last;

    /// <summary>Forgets everything when the queue is past the appends that had arrived by then.</summary>
    public void Dequeued(PendingAppend pending)
    {
        if (invalid.Count > 0 && pending.Arrival > lastInvalid)
            invalid.Clear();
    }
}
