using System.Runtime.InteropServices;

namespace Academy.Journal.Writing;

/// <summary>
/// Sequence numbers known to exist, per stream. Streams only grow, so a known head stays true as a lower bound: an
/// append that continues it needs no look-up of its predecessor, and one below it is a conflict for certain. Bounded:
/// two generations, the older of which is dropped when the younger is full.
/// </summary>
internal sealed class StreamHeads(int capacity)
{
    private readonly Lock gate = new();
    private Dictionary<string, long> young = [];
    private Dictionary<string, long> old = [];
    private int connection;

    /// <summary>
    /// Changes with every new connection: what was read through an older one may be of another history.
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
