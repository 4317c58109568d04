using System.Buffers;

namespace Academy.Grains.Chat.Moderation;

/// <summary>
/// Finds blocked words in a text: whole words, in upper or lower case. It takes one pass, however many words there
/// are.
/// </summary>
internal sealed class WordFilter
{
    private readonly string[] words;
    private readonly SearchValues<string>? search;

    public WordFilter(IEnumerable<string> blocked)
    {
        words = [.. blocked.Where(w => w.Length > 0)];
        search = words.Length > 0 ? SearchValues.Create(words, StringComparison.OrdinalIgnoreCase) : null;
    }

    public bool Finds(string text)
    {
        if (search is null)
            return false;
        for (var at = 0; at < text.Length; at++)
        {
            var next = text.AsSpan(at).IndexOfAny(search);
            if (next < 0)
                return false;
            at += next;
            if (IsBoundary(text, at) && Array.Exists(words, word => IsWholeWord(text, at, word)))
                return true;
        }
        return false;
    }

    private static bool IsWholeWord(string text, int at, string word) =>
        string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && IsBoundary(text, at + word.Length);

    private static bool IsBoundary(string text, int at) =>
        at <= 0 || at >= text.Length || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at]);
}
