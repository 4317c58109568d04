namespace Academy.Testing.Histories;

/// <summary>
/// The journal by itself: each stream is numbered 1, 2, 3 … And the look-ups that the other checks need.
/// </summary>
internal sealed class JournalCheck(Stored stored, List<Finding> findings)
{
    private readonly Dictionary<string, StoredEvent[]> streams = stored
        .Events.GroupBy(e => e.Stream)
        .ToDictionary(group => group.Key, group => group.OrderBy(e => e.Seq).ToArray());

    public void Run()
    {
        foreach (var (stream, events) in streams)
        {
            for (var i = 0; i < events.Length; i++)
            {
                if (events[i].Seq == i + 1)
                    continue;
                findings.Add(
                    new(FindingKind.HoleInJournal, $"{stream} has {events[i].Seq} where {i + 1} belongs.", [])
                );
                break;
            }
        }
    }

    public long Head(string stream) => streams.TryGetValue(stream, out var events) ? events[^1].Seq : 0;

    public StoredEvent? Find(string stream, long seq)
    {
        if (!streams.TryGetValue(stream, out var events))
            return null;
        if (seq >= 1 && seq <= events.Length && events[seq - 1].Seq == seq)
            return events[seq - 1];
        return Array.Find(events, e => e.Seq == seq);
    }
}
