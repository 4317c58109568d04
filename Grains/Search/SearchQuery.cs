namespace Academy.Grains.Search;

/// <summary>
/// What somebody searches for. All words must occur; the last is taken for the beginning of one. There are no
/// operators: quotes, a leading hyphen and OR are ignored.
/// </summary>
internal sealed class SearchQuery
{
    /// <summary>Words of a question; further ones are ignored.</summary>
    public const int WordsMax = 20;

    /// <summary>Names that are less alike than this are others.</summary>
    private const double LikenessMin = 0.4;

    private readonly SearchWord[] words;
    private readonly string whole;
    private readonly bool isLastOpen;

    private SearchQuery(SearchWord[] words)
    {
        this.words = words;
        whole = SearchTokens.WholeOf(words);
        isLastOpen = words is [.., { IsUnspaced: false, Bare: null, Folded.Length: >= 2 }];
    }

    /// <summary>
    /// A <c>tsquery</c> that finds every text with these words, and some that have them in other places.
    /// </summary>
    public string Words => string.Join(" & ", Lexemes(""));

    /// <summary>The same of the title alone.</summary>
    public string InTitle => string.Join(" & ", Lexemes("A"));

    /// <summary>A <c>tsquery</c> that holds for those texts that spell the words as they are asked for.</summary>
    public string Exactly => string.Join(" & ", words.Select(word => Spelling(word, "")));

    /// <summary>
    /// A <c>tsquery</c> that finds the texts for which both hold, without a look at beginnings of words.
    /// </summary>
    public string WordsExactly => string.Join(" & ", [.. Lexemes("", mayBeOpen: false), Exactly]);

    /// <summary>The same of the title alone.</summary>
    public string ExactlyInTitle => string.Join(" & ", words.Select(word => Spelling(word, ":A")));

    /// <summary>A <c>tsquery</c> that holds for a title or a name that is these words and no others.</summary>
    public string Whole => Quoted(SearchTokens.Whole + whole);

    /// <summary>A <c>tsquery</c> for names that have some of the letters; null when the words are too short.</summary>
    public string? Similar
    {
        get
        {
            var letters = words.SelectMany(SearchTokens.LettersOf).Distinct(StringComparer.Ordinal).ToArray();
            return letters.Length < 3 ? null : string.Join(" | ", letters.Select(l => Quoted(l)));
        }
    }

    /// <summary>
    /// Whether the index cannot tell alone: words that belong together may occur in a text without being neighbours.
    /// </summary>
    public bool NeedsVerifying { get; private init; }

    /// <summary>
    /// A <c>tsquery</c> for what has this text as a whole, behind a sign of <see cref="SearchTokens"/>.
    /// </summary>
    public static string Literally(char sign, string text) => Quoted(sign + SearchTokens.WholeOf(text));

    /// <returns>Null when there is nothing in it that could be found.</returns>
    public static SearchQuery? Of(string asked)
    {
        var parts = asked.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = SearchWords
            .Of(parts.Length == 1 ? asked : string.Join(' ', parts.Where(part => part != "OR")))
            .Take(WordsMax)
            .ToArray();
        if (found.Length == 0)
            return null;
        var isChained = Enumerable
            .Range(1, found.Length - 1)
            .Any(i => found[i].Continues && !(found[i].IsUnspaced && IsPair(found, i)));
        return new(found) { NeedsVerifying = isChained };
    }

    /// <summary>Whether a text that the index found really has the words side by side that are asked for so.</summary>
    public bool Matches(params ReadOnlySpan<string?> texts)
    {
        if (!NeedsVerifying)
            return true;
        var found = new List<List<SearchWord>>();
        foreach (var text in texts)
            found.Add(SearchWords.Of(text ?? ""));
        var first = 0;
        while (first < words.Length)
        {
            var last = first + 1;
            while (last < words.Length && words[last].Continues)
                last++;
            if (!found.Exists(text => Occurs(text, first, last)))
                return false;
            first = last;
        }
        return true;
    }

    /// <summary>
    /// How alike a name is, from 0 to 1: of the word that it has least of, the part of the letters that it has.
    /// </summary>
    public double Likeness(string name)
    {
        var has = SearchWords.Of(name).SelectMany(SearchTokens.LettersOf).ToHashSet(StringComparer.Ordinal);
        return words
            .Select(word => SearchTokens.LettersOf(word).ToHashSet(StringComparer.Ordinal))
            .Where(asked => asked.Count > 0)
            .Select(asked => (double)asked.Count(has.Contains) / asked.Count)
            .DefaultIfEmpty(0)
            .Min();
    }

    /// <summary>Those whose names are alike, the likest first.</summary>
    public IEnumerable<T> Likest<T>(IEnumerable<T> found, Func<T, string> nameOf) =>
        found
            .Select(one => (One: one, Likeness: Likeness(nameOf(one))))
            .Where(judged => judged.Likeness >= LikenessMin)
            .OrderByDescending(judged => judged.Likeness)
            .Select(judged => judged.One);

    /// <summary>Alone, two graphemes are a pair of the index.</summary>
    private static bool IsPair(SearchWord[] words, int second) =>
        !words[second - 1].Continues && (second + 1 == words.Length || !words[second + 1].Continues);

    /// <param name="weight">Of the lexemes; empty: whatever theirs is.</param>
    /// <param name="mayBeOpen">Whether the last word may be the beginning of one.</param>
    private IEnumerable<string> Lexemes(string weight, bool mayBeOpen = true)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            var suffix = (mayBeOpen && isLastOpen && i + 1 == words.Length ? "*" : "") + weight;
            if (suffix.Length > 0)
                suffix = ":" + suffix;
            if (word.IsUnspaced && word.Continues)
                yield return Quoted(words[i - 1].Folded + word.Folded) + suffix;
            else if (!word.IsUnspaced || i + 1 == words.Length || !words[i + 1].Continues)
                yield return Quoted(word.Folded) + suffix;
        }
    }

    private static string Spelling(SearchWord word, string suffix) =>
        word.Exact != word.Folded
            ? Quoted(SearchTokens.Spelt + word.Exact) + suffix
            : $"{Quoted(word.Folded)}{suffix} & !{Quoted(SearchTokens.Otherwise + word.Folded)}{suffix}";

    private bool Occurs(List<SearchWord> text, int first, int last)
    {
        for (var at = 0; at + last - first <= text.Count; at++)
        {
            if (OccursAt(text, at, first, last))
                return true;
        }
        return false;
    }

    private bool OccursAt(List<SearchWord> text, int at, int first, int last)
    {
        for (var i = first; i < last; i++)
        {
            var (asked, has) = (words[i], text[at + i - first]);
            if (i > first && asked.IsUnspaced && !has.Continues)
                return false;
            var isSame =
                has.Folded == asked.Folded
                || has.Bare == asked.Folded
                || isLastOpen && i + 1 == words.Length && has.Folded.StartsWith(asked.Folded, StringComparison.Ordinal);
            if (!isSame)
                return false;
        }
        return true;
    }

    /// <summary>A word has only letters, digits, marks and some symbols: nothing that could end the quotes.</summary>
    private static string Quoted(string lexeme) => $"'{lexeme}'";
}
