using System.Runtime.InteropServices;

namespace Academy.Journal.Writing;

/// <summary>
/// A sequence number that is known to exist, per stream. Streams only grow, so a known head remains a lower bound. An
/// append that continues it needs no look-up of the event before it; an append below it is certainly a conflict. The
/// size is bounded: of two generations, the older is dropped when the younger is full.
/// </summary>
internal sealed class StreamHeads(int capacity)
{
    private readonly Lock gate = new();
    private Dictionary<string, long> young = [];
    private Dictionary<string, long> old = [];
    private int connection;

    /// <summary>
    /// Changes with every new connection. What was read before may be of another history of the database.
    /// </summary>
    public int Connection => Volatile.Read(ref connection);

    public bool TryGet(string stream, out long head)
    {
        lock (gate)
            return young.TryGetValue(stream, out head) || old.TryGetValue(stream, out head);
    }

    public void Raise(string stream, long head)
    {
        lock (gate)
            RaiseInside(stream, head);
    }

    public void Raise(string stream, long head, int readOnConnection)
    {
        lock (gate)
        {
            if (readOnConnection == connection)
                RaiseInside(stream, head);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            connection++;
            young.Clear();
            old.Clear();
        }
    }

    private void RaiseInside(string stream, long head)
    {
        if (young.Count >= capacity)
            (old, young) = (young, []);
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(young, stream, out _);
        known = Math.Max(known, head);
    }
}
