namespace Academy.Streams.Watching;

/// <summary>
/// The latest events of a stream in memory, so that a short absence is made good without the database.
/// </summary>
internal sealed class RecentEvents
{
    private const int EventsMax = 128;

    private readonly Queue<(long Seq, DateTimeOffset At, object Body)> events = new();
    private long newest;

    public void Add(long seq, DateTimeOffset at, object body)
    {
        // Another owner wrote in between: what is here no longer leads up to it.
        if (seq != newest + 1)
            events.Clear();
        newest = seq;
        events.Enqueue((seq, at, body));
        if (events.Count > EventsMax)
            events.Dequeue();
    }

    /// <summary>The stream was loaded up to this number: what does not lead up to it is of no use.</summary>
    public void Reset(long head)
    {
        if (newest == head)
            return;
        events.Clear();
        newest = head;
    }

    /// <summary>Takes up what was read from the journal, unless something newer is here.</summary>
    public void Begin(IReadOnlyList<(long Seq, DateTimeOffset At, object Body)> read)
    {
        if (events.Count > 0 || read[^1].Seq < newest)
            return;
        foreach (var (seq, at, body) in read)
            Add(seq, at, body);
    }

    /// <summary>Whether everything after this number is here.</summary>
    public bool Covers(long after) => events.TryPeek(out var oldest) && oldest.Seq <= after + 1;

    public List<(long Seq, DateTimeOffset At, object Body)> After(long after)
    {
        var selected = new List<(long, DateTimeOffset, object)>();
        foreach (var e in events)
        {
            if (e.Seq > after)
                selected.Add(e);
        }
        return selected;
    }
}
