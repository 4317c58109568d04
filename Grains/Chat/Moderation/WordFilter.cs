using System.Buffers;
using Academy.Unicode;

namespace Academy.Grains.Chat.Moderation;

/// <summary>
/// Finds blocked words in a text: whole words, in any letter case and Unicode form. It takes one pass, however many
/// words there are.
/// </summary>
internal sealed class WordFilter
{
    private readonly string[] words;
    private readonly SearchValues<string>? search;

    public WordFilter(IEnumerable<string> blocked)
    {
        words = [.. blocked.Select(TextFolding.FoldCase).Where(word => word.Length > 0)];
        search = words.Length > 0 ? SearchValues.Create(words, StringComparison.Ordinal) : null;
    }

    public bool Finds(string text)
    {
        if (search is null)
            return false;
        var folded = TextFolding.FoldCase(text).AsSpan();
        for (var at = 0; at < folded.Length; at++)
        {
            var next = folded[at..].IndexOfAny(search);
            if (next < 0)
                return false;
            at += next;
            if (WordBoundary.IsAt(folded, at) && IsWholeWord(folded, at))
                return true;
        }
        return false;
    }

    private bool IsWholeWord(ReadOnlySpan<char> text, int at)
    {
        foreach (var word in words)
        {
            if (text[at..].StartsWith(word) && WordBoundary.IsAt(text, at + word.Length))
                return true;
        }
        return false;
    }
}
