namespace Academy.Identifiers;

/// <summary>
/// Ids within names of streams and grains: a UUID in lower case with 36 characters. .NET reads other spellings of the
/// same UUID, too (upper case, braces, no dashes, blanks around it, <c>0x</c>); as part of a name each would be another
/// thing.
/// </summary>
public static class CanonicalId
{
    public static bool Is(ReadOnlySpan<char> text) =>
        Guid.TryParseExact(text, "D", out var id) && IsSpelledAs(text, id);

    /// <summary>Whether the text is a UUID in another spelling.</summary>
    public static bool IsMisspelled(ReadOnlySpan<char> text) =>
        Guid.TryParse(text, out var id) && !IsSpelledAs(text, id);

    private static bool IsSpelledAs(ReadOnlySpan<char> text, Guid id)
    {
        Span<char> canonical = stackalloc char[36];
        return id.TryFormat(canonical, out _, "D") && text.SequenceEqual(canonical);
    }
}
