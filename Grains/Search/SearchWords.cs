using System.Globalization;
using System.Text;
using Academy.Unicode;

namespace Academy.Grains.Search;

/// <summary>A word of a text, as it is searched for.</summary>
/// <param name="Folded">Without case and accents (<see cref="TextFolding.Fold"/>), with the symbols that belong to it:
/// <c>c++</c>.</param>
/// <param name="Exact">The same with its accents.</param>
/// <param name="Continues">Only one of <c>/ . _ - '</c> is between this word and the one before it; or, in a script
/// without spaces, nothing is.</param>
/// <param name="IsUnspaced">One grapheme of a script that is written without spaces.</param>
internal readonly record struct SearchWord(string Folded, string Exact, bool Continues, bool IsUnspaced)
{
    /// <summary>Without the symbols at its end; null when it has none.</summary>
    public string? Bare => !IsUnspaced && Folded[^1] is '+' or '#' ? Folded.TrimEnd('+', '#') : null;
}

/// <summary>
/// The words of a text, in order. Made here for what is written and for what is asked alike: the database's own parser
/// swallows parts of words, and knows words by the spaces around them.
/// </summary>
internal static class SearchWords
{
    /// <summary>Longer words are cut, in texts and in questions.</summary>
    public const int LengthMax = 60;

    /// <summary>Symbols that may belong to the end of a word; more of them in a row are decoration.</summary>
    private const int SymbolsMax = 2;

    public static List<SearchWord> Of(string text)
    {
        var words = new List<SearchWord>();
        var exact = TextFolding.FoldCase(text);
        var (at, end, endedUnspaced) = (0, -2, false);
        while (at < exact.Length)
        {
            var rune = Rune.GetRuneAt(exact, at);
            if (WordBoundary.IsUnspaced(rune))
            {
                var length = StringInfo.GetNextTextElementLength(exact, at);
                Add(words, exact.AsSpan(at, length), continues: endedUnspaced && end == at, isUnspaced: true);
                at += length;
                (end, endedUnspaced) = (at, true);
            }
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol)
            {
                Add(words, exact.AsSpan(at, rune.Utf16SequenceLength), continues: false, isUnspaced: false);
                at += rune.Utf16SequenceLength;
            }
            else if (IsOfWord(rune))
            {
                var length = LengthOfWord(exact.AsSpan(at));
                var continues = !endedUnspaced && end == at - 1 && IsJoiner(exact[at - 1]);
                Add(words, exact.AsSpan(at, length), continues, isUnspaced: false);
                at += length;
                (end, endedUnspaced) = (at, false);
            }
            else
            {
                at += rune.Utf16SequenceLength;
            }
        }
        return words;
    }

    private static void Add(List<SearchWord> words, ReadOnlySpan<char> word, bool continues, bool isUnspaced)
    {
        var exact = Cut(word).ToString();
        var folded = TextFolding.Fold(exact);
        if (folded.Length > 0)
            words.Add(new(folded, exact, continues, isUnspaced));
    }

    private static int LengthOfWord(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length)
        {
            Rune.DecodeFromUtf16(text[length..], out var rune, out var size);
            if (!IsOfWord(rune) || WordBoundary.IsUnspaced(rune))
                break;
            length += size;
        }
        return length + SymbolsAfter(text[length..]);
    }

    /// <summary>C++ and C# end in symbols; <c>a+b</c> are two words.</summary>
    private static int SymbolsAfter(ReadOnlySpan<char> rest)
    {
        var count = rest.IndexOfAnyExcept('+', '#') is var other && other < 0 ? rest.Length : other;
        if (count is 0 or > SymbolsMax)
            return 0;
        var endsWord = count == rest.Length || !char.IsLetterOrDigit(rest[count]);
        return endsWord || count > 1 ? count : 0;
    }

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> word) =>
        word.Length <= LengthMax ? word
        : char.IsHighSurrogate(word[LengthMax - 1]) ? word[..(LengthMax - 1)]
        : word[..LengthMax];

    private static bool IsJoiner(char c) => c is '/' or '.' or '_' or '-' or '\'' or '’' or '‐' or '‑';

    private static bool IsOfWord(Rune rune) =>
        WordBoundary.IsOfWord(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
