namespace Academy.Journal.Writing;

/// <summary>
/// Appends of one stream in flight together form a chain: each was decided on the one before. When one is not written,
/// those already queued behind it must not be either, even if another writer's event makes their number fit.
/// </summary>
internal sealed class Chains
{
    private readonly Dictionary<string, long> broken = [];
    private long tickets;
    private long lastBreak;

    /// <summary>Order of arrival; the only member for any thread.</summary>
    public long NextTicket() => Interlocked.Increment(ref tickets);

    public void Break(string stream) => broken[stream] = lastBreak = Interlocked.Read(ref tickets);

    public bool IsBroken(PendingAppend pending) =>
        broken.Count > 0 && broken.TryGetValue(pending.Stream, out var last) && pending.Ticket <= last;

    /// <summary>Forgets the breaks when everything that was queued at the last one has been dealt with.</summary>
    public void Arrived(PendingAppend pending)
    {
        if (broken.Count > 0 && pending.Ticket > lastBreak)
            broken.Clear();
    }
}
