using System.Buffers;
using System.Globalization;
using System.Text;
using Academy.Unicode;

namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>
/// Reads what is within a paragraph, from its beginning to its end; only what a mark could mean is looked at ahead.
/// </summary>
internal sealed class InlineReader
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("\\\n`*_~[]!<hwm");

    private readonly string text;
    private readonly WorkBudget budget;
    private readonly List<InlinePiece> pieces = [];
    private readonly List<BracketPiece> brackets = [];
    private readonly DelimiterStack delimiters;

    /// <summary>Where the last run of so many backticks begins, once one was met.</summary>
    private Dictionary<int, int>? lastTicks;

    private int at;
    private int plainFrom;
    private int places;

    private InlineReader(string text, WorkBudget budget) =>
        (this.text, this.budget, delimiters) = (text, budget, new(budget));

    public static IReadOnlyList<InlinePiece> Read(string text, WorkBudget budget)
    {
        var reader = new InlineReader(text, budget);
        reader.ReadAll();
        return reader.pieces;
    }

    private void ReadAll()
    {
        budget.Spend(text.Length);
        while (at < text.Length && !budget.IsSpent)
        {
            var next = text.AsSpan(at).IndexOfAny(Marks);
            if (next < 0)
                break;
            at += next;
            if (!ReadMark())
                at++;
        }
        at = text.Length;
        EndPlain();
        delimiters.Pair(bottom: null);
    }

    /// <summary>False: the character is a text.</summary>
    private bool ReadMark() =>
        text[at] switch
        {
            '\\' => Escape(),
            '\n' => Break(),
            '`' => Code(),
            '*' or '_' or '~' => Delimiter(),
            '[' => Bracket("["),
            '!' => at + 1 < text.Length && text[at + 1] == '[' && Bracket("!["),
            ']' => EndBracket(),
            '<' => Address(),
            _ => BareAddress(),
        };

    private bool Escape()
    {
        if (LinkSyntax.IsEscape(text, at))
            Add(new TextPiece(text[(at + 1)..(at + 2)], isEscaped: true), 2);
        else if (at + 1 < text.Length && text[at + 1] == '\n')
            Add(BreakPiece.Instance, 2);
        else
            return false;
        return true;
    }

    private bool Break()
    {
        EndPlain(text.AsSpan(plainFrom, at - plainFrom).TrimEnd(' '));
        pieces.Add(BreakPiece.Instance);
        plainFrom = ++at;
        return true;
    }

    private bool Code()
    {
        var ticks = RunAt(at);
        if (!LastTicks().TryGetValue(ticks, out var last) || last <= at)
        {
            at += ticks;
            return true;
        }
        var end = at + ticks;
        while (true)
        {
            end += text.AsSpan(end).IndexOf('`');
            if (RunAt(end) is var run && run == ticks)
                break;
            end += run;
        }
        var code = text[(at + ticks)..end].Replace('\n', ' ');
        if (code is [' ', _, .., ' '] && code.AsSpan().ContainsAnyExcept(' '))
            code = code[1..^1];
        Add(new CodePiece(code), end + ticks - at);
        return true;
    }

    private Dictionary<int, int> LastTicks()
    {
        if (lastTicks is not null)
            return lastTicks;
        budget.Spend(text.Length);
        lastTicks = [];
        for (var i = text.IndexOf('`'); i >= 0; i = text.IndexOf('`', i))
        {
            var run = RunAt(i);
            lastTicks[run] = i;
            i += run;
        }
        return lastTicks;
    }

    private bool Delimiter()
    {
        var mark = text[at];
        var count = RunAt(at);
        if (count >= DelimiterPiece.Min(mark))
        {
            var before = Side.Before(text, at);
            var after = Side.After(text, at + count);
            var (canOpen, canClose) = (after.MayBeEdge(before), before.MayBeEdge(after));
            // "_" within a word is a letter.
            if (mark == '_')
                (canOpen, canClose) = (
                    canOpen && (!canClose || before.IsPunctuation),
                    canClose && (!canOpen || after.IsPunctuation)
                );
            if (canOpen || canClose)
            {
                var delimiter = new DelimiterPiece(mark, count, canOpen, canClose, places++);
                Add(delimiter, count);
                delimiters.Add(delimiter);
                return true;
            }
        }
        at += count;
        return true;
    }

    private bool Bracket(string opening)
    {
        var bracket = new BracketPiece(opening, delimiters.Last);
        Add(bracket, opening.Length);
        brackets.Add(bracket);
        return true;
    }

    private bool EndBracket()
    {
        if (brackets.Count == 0)
            return false;
        var bracket = brackets[^1];
        brackets.RemoveAt(brackets.Count - 1);
        if (!bracket.IsActive || !LinkSyntax.TryDestination(text, at + 1, budget, out var url, out var end))
            return false;
        bracket.Url = url;
        delimiters.Pair(bracket.Before);
        Add(LinkEndPiece.Instance, end - at);
        if (bracket.IsImage)
            return true;
        // No link is around another one.
        for (var i = brackets.Count - 1; i >= 0 && brackets[i] is { IsImage: false, IsActive: true } around; i--)
            around.IsActive = false;
        return true;
    }

    /// <summary>An address between angle brackets.</summary>
    private bool Address()
    {
        if (!LinkSyntax.TryAngleAddress(text, at, budget, out var url, out var isEmail))
            return false;
        Add(new AddressPiece(isEmail ? $"{LinkSyntax.MailTo}{url}" : url, url, $"<{url}>"), url.Length + 2);
        return true;
    }

    /// <summary>An address in the middle of a text.</summary>
    private bool BareAddress()
    {
        if (
            !LinkSyntax.MayPrecede(text.AsSpan(0, at))
            || LinkSyntax.BareStart(text.AsSpan(at)) == 0
            || IsInBrackets()
            || !LinkSyntax.TryBareAddress(text, at, budget, delimiters, out var url)
        )
        {
            return false;
        }
        var shown = url.StartsWith(LinkSyntax.MailTo, StringComparison.Ordinal) ? url[LinkSyntax.MailTo.Length..] : url;
        Add(new AddressPiece(url[0] == 'w' ? $"https://{url}" : url, shown, url), url.Length);
        return true;
    }

    /// <summary>Whether this may be in the text of a link, which has its own address.</summary>
    private bool IsInBrackets()
    {
        budget.Spend(brackets.Count);
        return brackets.Exists(bracket => bracket.IsActive);
    }

    private void Add(InlinePiece piece, int length)
    {
        EndPlain();
        pieces.Add(piece);
        plainFrom = at += length;
    }

    private void EndPlain() => EndPlain(text.AsSpan(plainFrom, at - plainFrom));

    private void EndPlain(ReadOnlySpan<char> plain)
    {
        if (!plain.IsEmpty)
            pieces.Add(new TextPiece(plain.ToString()));
        plainFrom = at;
    }

    private int RunAt(int start) =>
        text.AsSpan(start).IndexOfAnyExcept(text[start]) is >= 0 and var length ? length : text.Length - start;

    /// <summary>The character beside a delimiter.</summary>
    /// <param name="IsSign">A sign before a number, which is part of it.</param>
    /// <param name="IsUnspaced">Of a script whose words have no spaces between them.</param>
    private readonly record struct Side(bool IsSpace, bool IsPunctuation, bool IsSign, bool IsUnspaced)
    {
        private static readonly Side Space = new(true, false, false, false);

        public static Side Before(string text, int at)
        {
            if (at == 0)
                return Space;
            Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out _);
            return Of(rune);
        }

        public static Side After(string text, int at)
        {
            if (at == text.Length)
                return Space;
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _);
            return Of(rune);
        }

        /// <summary>
        /// Whether an emphasis may have this as its first or last character, with the other one outside of it. The rule
        /// of CommonMark asks for a space or a mark beside a mark, and would show stars where there are no spaces.
        /// </summary>
        public bool MayBeEdge(Side outside) =>
            !IsSpace && (!IsPunctuation || IsSign || outside.IsSpace || outside.IsPunctuation || outside.IsUnspaced);

        private static Side Of(Rune rune)
        {
            if (Rune.IsWhiteSpace(rune))
                return Space;
            var isPunctuation =
                Rune.GetUnicodeCategory(rune)
                is >= UnicodeCategory.ConnectorPunctuation
                    and <= UnicodeCategory.OtherSymbol;
            var isSign = rune.Value is '−' or '-' or '+' or '†' or '‡';
            return new(false, isPunctuation, isSign, WordBoundary.IsUnspaced(rune));
        }
    }
}
