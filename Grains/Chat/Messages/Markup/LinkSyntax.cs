using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Academy.Unicode;

namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>
/// How addresses are written: behind a link's text, between angle brackets, or in the middle of a text.
/// </summary>
internal static class LinkSyntax
{
    public const string MailTo = "mailto:";

    private const int SchemeMin = 3;
    private const int SchemeMax = 32;
    private const int HostPartMax = 63;

    private static readonly SearchValues<char> Scheme = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+.-"
    );

    private static readonly SearchValues<char> Mailbox = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-"
    );

    private static readonly string[] BareStarts = ["https://", "http://", "www.", MailTo];

    /// <summary>A link's <c>(address "title")</c>; the title is not used.</summary>
    /// <param name="text">The paragraph.</param>
    /// <param name="at">Where it would begin.</param>
    /// <param name="budget">Pays for what is looked at.</param>
    /// <param name="url">The address; may be empty.</param>
    /// <param name="end">Where the text goes on.</param>
    public static bool TryDestination(
        string text,
        int at,
        WorkBudget budget,
        [NotNullWhen(true)] out string? url,
        out int end
    )
    {
        (url, end) = (null, at);
        if (at == text.Length || text[at] != '(')
            return false;
        end = SkipSpace(text, at + 1);
        var isThere = TryUrl(text, ref end, out url) && TryTitle(text, ref end);
        budget.Spend(end - at);
        return isThere;
    }

    /// <summary>An address, or one of a mailbox, between <c>&lt;</c> and <c>&gt;</c>.</summary>
    public static bool TryAngleAddress(
        string text,
        int at,
        WorkBudget budget,
        [NotNullWhen(true)] out string? url,
        out bool isEmail
    )
    {
        (url, isEmail) = (null, false);
        var rest = text.AsSpan(at + 1);
        var end = rest.IndexOfAny('>', '<', '\n');
        budget.Spend(end < 0 ? rest.Length : end);
        if (end <= 0 || rest[end] != '>')
            return false;
        var inner = rest[..end];
        isEmail = IsEmail(inner);
        if (!isEmail && !IsAbsolute(inner))
            return false;
        url = inner.ToString();
        return true;
    }

    /// <summary>
    /// How long the beginning of an address is that one is recognised by in the middle of a text; 0: it is none.
    /// </summary>
    public static int BareStart(ReadOnlySpan<char> text)
    {
        foreach (var start in BareStarts)
        {
            if (text.StartsWith(start, StringComparison.Ordinal))
                return start.Length;
        }
        return 0;
    }

    /// <summary>
    /// Whether an address may begin behind this: at the beginning of a word, or beside a script without spaces.
    /// </summary>
    public static bool MayPrecede(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsWhiteSpace(text[^1]) || text[^1] is '*' or '_' or '~' or '(')
            return true;
        Rune.DecodeLastFromUtf16(text, out var last, out _);
        return IsWideMark(text[^1]) || WordBoundary.IsUnspaced(last);
    }

    /// <summary>
    /// An address in the middle of a text, without the punctuation that ends a sentence or an emphasis.
    /// </summary>
    public static bool TryBareAddress(
        string text,
        int at,
        WorkBudget budget,
        DelimiterStack delimiters,
        [NotNullWhen(true)] out string? url
    )
    {
        url = null;
        var (end, parentheses) = (at, 0);
        for (; end < text.Length && !IsEnd(text[end]); end++)
        {
            var c = text[end];
            parentheses +=
                c == '(' ? 1
                : c == ')' ? -1
                : 0;
            if (
                parentheses < 0
                || end > at && IsSentenceAgain(text, end)
                || c == '&' && IsEntity(text.AsSpan(end + 1))
                || c is '?' or '!' or '.' or ',' or ':' or '*' or '_' or '~'
                    && (end + 1 == text.Length || IsEnd(text[end + 1]))
            )
            {
                break;
            }
        }
        budget.Spend(end - at);
        if (parentheses > 0)
            return false;
        while (end > at && text[end - 1] is '*' or '_' or '~' && delimiters.Has(text[end - 1]))
            end--;
        var found = text[at..end];
        var host = BareStart(found);
        if (found.StartsWith(MailTo, StringComparison.Ordinal))
            host = found.IndexOf('@', host + 1) + 1;
        if (host == 0 || !IsHost(found.AsSpan(host)))
            return false;
        url = found;
        return true;
    }

    /// <summary>A backslash before a mark, which then is none.</summary>
    public static bool IsEscape(string text, int at) =>
        text[at] == '\\'
        && at + 1 < text.Length
        && text[at + 1] is var mark
        && char.IsAscii(mark)
        && (char.IsPunctuation(mark) || char.IsSymbol(mark));

    private static bool TryUrl(string text, ref int at, [NotNullWhen(true)] out string? url)
    {
        url = null;
        var found = new StringBuilder();
        if (at < text.Length && text[at] == '<')
        {
            for (at++; at < text.Length && text[at] is not ('<' or '\n'); at++)
            {
                if (text[at] == '>')
                {
                    at++;
                    url = WebUtility.HtmlDecode(found.ToString());
                    return true;
                }
                at += IsEscape(text, at) ? 1 : 0;
                found.Append(text[at]);
            }
            return false;
        }
        var parentheses = 0;
        for (; at < text.Length && text[at] is not ' ' && !char.IsControl(text[at]); at++)
        {
            if (IsEscape(text, at))
                at++;
            else if (text[at] == '(')
                parentheses++;
            else if (text[at] == ')' && --parentheses < 0)
                break;
            found.Append(text[at]);
        }
        if (parentheses > 0)
            return false;
        url = WebUtility.HtmlDecode(found.ToString());
        return true;
    }

    /// <summary>What may follow an address, up to the parenthesis that ends it all.</summary>
    private static bool TryTitle(string text, ref int at)
    {
        var begin = SkipSpace(text, at);
        if (begin > at && begin < text.Length && text[begin] is '"' or '\'' or '(')
        {
            var close = text[begin] == '(' ? ')' : text[begin];
            for (begin++; begin < text.Length && text[begin] != close; begin++)
                begin += IsEscape(text, begin) ? 1 : 0;
            begin = SkipSpace(text, begin + 1);
        }
        at = Math.Min(begin, text.Length);
        if (at == text.Length || text[at] != ')')
            return false;
        at++;
        return true;
    }

    private static bool IsAbsolute(ReadOnlySpan<char> text)
    {
        var scheme = text.IndexOf(':');
        return scheme is >= SchemeMin and <= SchemeMax
            && char.IsAsciiLetter(text[0])
            && !text[..scheme].ContainsAnyExcept(Scheme)
            && !text.ContainsAnyInRange('\0', ' ')
            && !text.Contains('\u007f');
    }

    private static bool IsEmail(ReadOnlySpan<char> text)
    {
        var sign = text.IndexOf('@');
        if (sign <= 0 || text[..sign].ContainsAnyExcept(Mailbox))
            return false;
        var host = text[(sign + 1)..];
        foreach (var range in host.Split('.'))
        {
            var part = host[range];
            if (part.Length is 0 or > HostPartMax || part[0] == '-' || part[^1] == '-')
                return false;
            foreach (var c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                    return false;
            }
        }
        return true;
    }

    /// <summary>
    /// A host has a dot, and nothing in it but what a name may have; no underscore in its last two parts.
    /// </summary>
    private static bool IsHost(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny("/?#:");
        var host = end < 0 ? text : text[..end];
        var (parts, underscore) = (0, -1);
        foreach (var range in host.Split('.'))
        {
            var part = host[range];
            if (part.IsEmpty)
                return false;
            parts++;
            foreach (var c in part)
            {
                if (c == '_')
                    underscore = parts;
                else if (c != '-' && !MayBeInHost(c))
                    return false;
            }
        }
        return parts > 1 && (underscore < 0 || parts - underscore >= 2);
    }

    private static bool MayBeInHost(char c) =>
        !char.IsWhiteSpace(c) && !char.IsControl(c) && !char.IsPunctuation(c) && !(char.IsAscii(c) && char.IsSymbol(c));

    /// <summary>
    /// Where a sentence in a script without spaces goes on: at one of its marks, or with a letter right behind one of
    /// the address's. Behind a slash, letters of that script are the address's own.
    /// </summary>
    private static bool IsSentenceAgain(string text, int at)
    {
        if (IsWideMark(text[at]))
            return true;
        if (!char.IsAsciiLetterOrDigit(text[at - 1]) || char.IsAscii(text[at]))
            return false;
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _);
        return WordBoundary.IsUnspaced(rune);
    }

    /// <summary>A mark of a sentence in Chinese, Japanese or Korean, or a quotation mark.</summary>
    private static bool IsWideMark(char c) =>
        (c is >= '\u3000' and <= '\u303F' or >= '\uFF01' and <= '\uFF65' or >= '\u2018' and <= '\u201F')
        && (char.IsPunctuation(c) || char.IsSymbol(c) || char.IsWhiteSpace(c));

    /// <summary>The rest of something like <c>&amp;amp;</c>.</summary>
    private static bool IsEntity(ReadOnlySpan<char> text)
    {
        var name = text.IndexOf(';');
        return name > 0 && !text[(text[0] == '#' ? 1 : 0)..name].ContainsAnyExcept(Scheme);
    }

    private static bool IsEnd(char c) => c is ' ' or '<' || char.IsControl(c);

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\n' or '\t')
            at++;
        return at;
    }
}
