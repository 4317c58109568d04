using System.Text;

namespace Academy.Unicode;

/// <summary>
/// Where a word begins and ends. Scripts without spaces have such a place between any two letters: nobody can tell
/// their words apart without a dictionary, and a name or a blocked word must be found inside a sentence.
/// </summary>
public static class WordBoundary
{
    public static bool IsAt(ReadOnlySpan<char> text, int at)
    {
        if (at <= 0 || at >= text.Length)
            return true;
        if (char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]))
            return false;
        Rune.DecodeFromUtf16(text[at..], out var after, out _);
        if (TextFolding.IsMark(after))
            return false;
        return !EndsInWord(text[..at]) || !IsOfWord(after) || IsUnspaced(after);
    }

    /// <summary>The text ends in a word that a letter behind it would continue.</summary>
    public static bool EndsInWord(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return false;
        Rune.DecodeLastFromUtf16(text, out var last, out _);
        return IsOfWord(last) && !IsUnspaced(last);
    }

    public static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) || TextFolding.IsMark(rune);

    /// <summary>A letter of a script that is written without spaces.</summary>
    public static bool IsUnspaced(Rune rune) =>
        rune.Value > 0x0E00 && Scripts.Of(rune) == Script.Unspaced && IsOfWord(rune);
}
