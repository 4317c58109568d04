namespace Academy.Grains.Streams;

/// <summary>The latest events of a stream in memory, so that a short absence is made good without the database.</summary>
internal sealed class RecentEvents
{
    private const int EventsMax = 128;

    private readonly Queue<(long Seq, DateTimeOffset At, object Body)> events = new();

    public void Add(long seq, DateTimeOffset at, object body)
    {
        events.Enqueue((seq, at, body));
        if (events.Count > EventsMax)
            events.Dequeue();
    }

    /// <summary>Whether everything after this number is here.</summary>
    public bool Covers(long after) => events.TryPeek(out var oldest) && oldest.Seq <= after + 1;

    public List<T> After<T>(long after, Func<(long Seq, DateTimeOffset At, object Body), T> select)
    {
        var selected = new List<T>();
        foreach (var e in events)
        {
            if (e.Seq > after)
                selected.Add(select(e));
        }
        return selected;
    }
}
