namespace Academy.Runtime.Serialization;

/// <summary>The number of a name on the wire: FNV-1a, 32 bits, over its UTF-16 units. The generator has the same.</summary>
internal static class WireHash
{
    internal static uint Of(string name)
    {
        var hash = 2166136261u;
        foreach (var unit in name)
        {
            hash = (hash ^ (byte)unit) * 16777619;
            hash = (hash ^ (byte)(unit >> 8)) * 16777619;
        }

        return hash;
    }
}
