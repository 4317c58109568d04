using System.Text;

namespace Academy.Grains.Search;

/// <summary>
/// What the index has of a text, as the lexemes of a <c>tsvector</c> without positions.
/// </summary>
/// <remarks>
/// A word is a lexeme. Where its spelling differs from it (accents, the symbols of C++), the spelling is another one
/// that begins with <see cref="Spelt"/>, and <see cref="Otherwise"/> before the word says that it occurs in a spelling
/// that is not its own: so the exact spelling can be put first. Scripts without spaces are indexed by grapheme and by
/// pair.
/// </remarks>
internal static class SearchTokens
{
    /// <summary>Before a spelling.</summary>
    public const char Spelt = '=';

    /// <summary>Before a word that is spelt otherwise.</summary>
    public const char Otherwise = '~';

    /// <summary>Before three letters in a row: what names are compared by when nothing is found.</summary>
    public const char Letters = '*';

    /// <summary>Before a whole title or name.</summary>
    public const char Whole = '^';

    /// <summary>Before a whole category.</summary>
    public const char Category = '/';

    /// <summary>Before the day of a message, counted from 1970; twice before its 32 days.</summary>
    public const char Day = '@';

    /// <summary>Before the room of a message.</summary>
    public const char Room = '#';

    /// <summary>Of lexemes that are in the title.</summary>
    private const string TitleWeight = "1A";

    /// <summary>Longer titles are compared by their beginning.</summary>
    private const int WholeMax = 200;

    /// <summary>Lexemes that one text may have; what comes behind them cannot be searched for.</summary>
    public const int CountMax = 20_000;

    /// <summary>Characters of all lexemes of a text: PostgreSQL takes a megabyte of bytes.</summary>
    private const int LengthMax = 250_000;

    public static string[] Of(params ReadOnlySpan<string?> texts)
    {
        var (tokens, otherwise) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>());
        var plain = new HashSet<string>(StringComparer.Ordinal);
        var length = 0;
        foreach (var text in texts)
        {
            var words = SearchWords.Of(text ?? "");
            for (var i = 0; i < words.Count && tokens.Count < CountMax && length < LengthMax; i++)
            {
                var word = words[i];
                length += 2 * (word.Folded.Length + word.Exact.Length);
                tokens.Add(word.Folded);
                if (word.IsUnspaced && word.Continues)
                    tokens.Add(words[i - 1].Folded + word.Folded);
                if (word.Exact == word.Folded)
                    plain.Add(word.Folded);
                else if (tokens.Add(Spelt + word.Exact))
                    otherwise.Add(word.Folded);
                if (word.Bare is { Length: > 0 } bare && tokens.Add(bare))
                    otherwise.Add(bare);
            }
        }
        otherwise.ExceptWith(plain);
        return [.. tokens, .. otherwise.Select(word => Otherwise + word)];
    }

    /// <summary>Of a title or a name, which is found as a whole and with a slip of the pen as well.</summary>
    public static string[] OfName(string name)
    {
        var tokens = new HashSet<string>(Of(name), StringComparer.Ordinal);
        foreach (var word in SearchWords.Of(name))
            tokens.UnionWith(LettersOf(word));
        tokens.Add(Whole + WholeOf(name));
        return [.. tokens];
    }

    /// <summary>A whole text, as another is compared with it: only its words count.</summary>
    public static string WholeOf(string text) => WholeOf(SearchWords.Of(text));

    /// <inheritdoc cref="WholeOf(string)"/>
    public static string WholeOf(IEnumerable<SearchWord> words)
    {
        var whole = string.Join(' ', words.Select(word => word.Folded));
        return whole.Length <= WholeMax ? whole
            : char.IsHighSurrogate(whole[WholeMax - 1]) ? whole[..(WholeMax - 1)]
            : whole[..WholeMax];
    }

    /// <summary>The lexemes as the text of a <c>tsvector</c>: a batch of texts is an array of those.</summary>
    public static string Literal(string[] tokens) => Literal(tokens, []);

    /// <param name="tokens">All.</param>
    /// <param name="ofTitle">Those of them that are in the title.</param>
    public static string Literal(string[] tokens, string[] ofTitle)
    {
        var literal = new StringBuilder();
        // To the database, what has no weight has every weight.
        var elsewhere = ofTitle.Length == 0 ? " " : ":1 ";
        foreach (var token in tokens)
            Append(literal, token).Append(elsewhere);
        foreach (var token in ofTitle)
            Append(literal, token).Append(':').Append(TitleWeight).Append(' ');
        return literal.ToString();
    }

    /// <summary>No word has a quote or a backslash in it; whatever becomes of that, a literal stays one.</summary>
    private static StringBuilder Append(StringBuilder literal, string token)
    {
        literal.Append('\'');
        foreach (var c in token)
        {
            if (c is '\'' or '\\')
                literal.Append(c);
            literal.Append(c);
        }
        return literal.Append('\'');
    }

    /// <summary>Three letters in a row, with the beginning and the end of the word.</summary>
    public static IEnumerable<string> LettersOf(SearchWord word)
    {
        if (word.IsUnspaced || word.Folded.Length < 2)
            yield break;
        var padded = $" {word.Folded} ";
        for (var at = 0; at + 3 <= padded.Length; at++)
            yield return Letters + padded.Substring(at, 3);
    }
}
