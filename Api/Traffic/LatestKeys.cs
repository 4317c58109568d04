namespace Academy.Api.Traffic;

/// <summary>Remembers the latest keys: at least so many, at most twice as many.</summary>
internal sealed class LatestKeys(int kept)
{
    private readonly Lock gate = new();
    private HashSet<UInt128> newer = [];
    private HashSet<UInt128> older = [];

    public bool Contains(UInt128 key)
    {
        lock (gate)
            return newer.Contains(key) || older.Contains(key);
    }

    public void Add(UInt128 key)
    {
        lock (gate)
        {
            newer.Add(key);
            if (newer.Count >= kept)
                (older, newer) = (newer, []);
        }
    }
}
