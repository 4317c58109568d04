namespace Academy.Runtime.Serialization;

/// <summary>Numbers of the format. Tags are eight or more; what is less stands in place of the first one.</summary>
internal static class WireFormat
{
    /// <summary>An object ends.</summary>
    internal const byte End = 0;

    /// <summary>There is no object.</summary>
    internal const byte Null = 1;

    /// <summary>The object is of the type whose number follows, and not of the declared one.</summary>
    internal const byte Derived = 2;

    /// <summary>Text of so many characters is written in one go.</summary>
    internal const int ShortText = 128;

    /// <summary>Two lowest bits: not null (that is 0), and whether it is UTF-16.</summary>
    internal static ulong TextHeader(long bytes, bool isUtf16) => ((ulong)bytes << 1 | (isUtf16 ? 1UL : 0)) + 1;
}
