using System.Buffers;
using System.Text;

namespace Academy.Unicode;

/// <summary>Normal forms of whatever somebody sends.</summary>
public static class UnicodeText
{
    private const char NoCharacter = '\uFFFE';

    private static readonly SearchValues<char> Suspects = SearchValues.Create([
        NoCharacter,
        .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code),
    ]);

    /// <summary>
    /// The normal form. .NET has none of a text with half of a surrogate pair or with U+FFFE: each counts as U+FFFD.
    /// </summary>
    public static string InForm(this string text, NormalizationForm form) => WellFormed(text).Normalize(form);

    private static string WellFormed(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspects))
            return text;
        // Enumerating replaces halves of pairs.
        return string.Concat(text.EnumerateRunes()).Replace(NoCharacter, '\uFFFD');
    }
}
