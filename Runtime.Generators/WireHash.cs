namespace Academy.Runtime.Generators;

/// <summary>The number of a name on the wire, as the runtime's <c>WireHash</c> makes it.</summary>
internal static class WireHash
{
    public static uint Of(string name)
    {
        var hash = 2166136261u;
        foreach (var unit in name)
        {
            hash = unchecked((hash ^ (byte)unit) * 16777619);
            hash = unchecked((hash ^ (byte)(unit >> 8)) * 16777619);
        }

        return hash;
    }
}
