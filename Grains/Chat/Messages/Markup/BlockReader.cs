using System.Text;

namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>
/// Reads the blocks of a text as CommonMark has them, line by line: a line goes on with what is open, then opens more,
/// and then is text.
/// </summary>
internal sealed class BlockReader
{
    /// <summary>What is indented by so much opens nothing.</summary>
    private const int IndentMax = 3;

    private const int FenceMin = 3;
    private const int HeadingMax = 6;
    private const int DigitsMax = 9;

    private readonly WorkBudget budget;

    /// <summary>Containers, the outermost first.</summary>
    private readonly List<MarkupBlock> open = [new(BlockKind.Document)];

    /// <summary>What the open paragraph or fence has so far.</summary>
    private readonly StringBuilder text = new();

    private MarkupBlock? leaf;
    private int lines;
    private int blocks;
    private int depth;

    private BlockReader(WorkBudget budget) => this.budget = budget;

    private bool IsTooMuch => blocks > MessageMarkup.NodesMax || depth > MessageMarkup.DepthMax || budget.IsSpent;

    /// <summary>Null when they are more than a message may have.</summary>
    public static IReadOnlyList<MarkupBlock>? Read(string body, WorkBudget budget)
    {
        var reader = new BlockReader(budget);
        var rest = body.AsSpan();
        while (!reader.IsTooMuch)
        {
            var end = rest.IndexOfAny('\r', '\n');
            reader.Line(end < 0 ? rest : rest[..end]);
            if (end < 0)
                break;
            rest = rest[(end + (rest[end..].StartsWith("\r\n", StringComparison.Ordinal) ? 2 : 1))..];
        }
        reader.CloseLeaf();
        return reader.IsTooMuch ? null : reader.open[0].Children;
    }

    private void Line(ReadOnlySpan<char> whole)
    {
        budget.Spend(whole.Length + 1);
        var line = new LineCursor(whole);
        line.Look();
        var matched = Continue(ref line);
        if (leaf is { Kind: BlockKind.Code } fence)
        {
            if (matched == open.Count)
            {
                Code(fence, ref line);
                return;
            }
            CloseLeaf();
        }
        while (!line.IsBlank && line.Indent <= IndentMax && !IsTooMuch && Open(ref line, matched))
        {
            if (leaf is not null || line.IsBlank)
                return;
            matched = open.Count;
        }
        if (line.IsBlank)
            Close(matched);
        else if (leaf is null)
            Begin(new(BlockKind.Paragraph), matched);
        // A paragraph goes on even where a line leaves out the marks of what it is in.
        if (leaf is { Kind: BlockKind.Paragraph })
            Append(line.Written.TrimStart());
    }

    /// <summary>How many of the open containers the line is in.</summary>
    private int Continue(ref LineCursor line)
    {
        var matched = 1;
        for (; matched < open.Count; matched++)
        {
            var container = open[matched];
            if (container.Kind == BlockKind.Quote)
            {
                if (line.IsBlank || line.Indent > IndentMax || line.Written[0] != '>')
                    break;
                SkipQuoteMark(ref line);
            }
            else if (container.Kind == BlockKind.Item)
            {
                if (line.IsBlank ? container.Children.Count == 0 : line.Indent < container.Indent)
                    break;
                if (!line.IsBlank)
                    line.SkipColumns(container.Indent);
            }
        }
        return matched;
    }

    private void Code(MarkupBlock fence, ref LineCursor line)
    {
        if (
            line.Indent <= IndentMax
            && CountOf(fence.Mark, line.Written) is var marks
            && marks >= fence.MarkCount
            && line.Written[marks..].IsWhiteSpace()
        )
        {
            CloseLeaf();
            return;
        }
        line.SkipColumns(Math.Min(fence.Indent, line.Indent));
        Append(line.Rest);
    }

    /// <summary>False: nothing begins here.</summary>
    private bool Open(ref LineCursor line, int matched) =>
        line.Written[0] switch
        {
            '>' => Quote(ref line, matched),
            '#' => Heading(ref line, matched),
            '`' or '~' => Fence(ref line, matched),
            '_' => Rule(ref line, matched),
            '-' or '*' => Rule(ref line, matched) || Item(ref line, matched),
            '+' or (>= '0' and <= '9') => Item(ref line, matched),
            _ => false,
        };

    private bool Quote(ref LineCursor line, int matched)
    {
        Begin(new(BlockKind.Quote), matched);
        SkipQuoteMark(ref line);
        return true;
    }

    private static void SkipQuoteMark(ref LineCursor line)
    {
        line.Skip(1);
        line.SkipColumns(1);
    }

    private bool Heading(ref LineCursor line, int matched)
    {
        var level = CountOf('#', line.Written);
        if (level > HeadingMax || level < line.Written.Length && line.Written[level] is not (' ' or '\t'))
            return false;
        var title = line.Written[level..].TrimEnd(" \t");
        var closed = title.TrimEnd('#');
        if (closed.Length < title.Length && closed is [.., ' ' or '\t'])
            title = closed;
        Begin(new(BlockKind.Heading) { Text = title.Trim().ToString() }, matched);
        line.Skip(line.Written.Length);
        return true;
    }

    private bool Fence(ref LineCursor line, int matched)
    {
        var mark = line.Written[0];
        var marks = CountOf(mark, line.Written);
        var info = line.Written[marks..].Trim();
        if (marks < FenceMin || mark == '`' && info.Contains('`'))
            return false;
        var end = info.IndexOfAny(" \t");
        Begin(
            new(BlockKind.Code)
            {
                Mark = mark,
                MarkCount = marks,
                Indent = line.Indent,
                Language = (end < 0 ? info : info[..end]).ToString(),
            },
            matched
        );
        line.Skip(line.Written.Length);
        return true;
    }

    private bool Rule(ref LineCursor line, int matched)
    {
        budget.Spend(line.Written.Length);
        var mark = line.Written[0];
        var marks = line.Written.Count(mark);
        if (marks < 3 || line.Written.ContainsAnyExcept(mark, ' ', '\t'))
            return false;
        // A line of hyphens below a paragraph underlines a heading elsewhere; here it is text.
        if (mark == '-' && IsInParagraph(matched) && marks == line.Written.TrimEnd(" \t").Length)
            return false;
        Begin(new(BlockKind.Rule), matched);
        line.Skip(line.Written.Length);
        return true;
    }

    private bool Item(ref LineCursor line, int matched)
    {
        var digits = line.Written.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0 || digits > DigitsMax || digits > 0 && line.Written[digits] is not ('.' or ')'))
            return false;
        var mark = line.Written[digits];
        var after = line.Written[(digits + 1)..];
        int? number =
            digits > 0 ? int.Parse(line.Written[..digits], System.Globalization.CultureInfo.InvariantCulture) : null;
        if (
            after is not ([] or [' ' or '\t', ..])
            || IsInParagraph(matched) && (after.IsWhiteSpace() || number is > 1 or 0)
        )
            return false;

        var before = line.Indent;
        line.Skip(digits + 1);
        var spaces = line.IsBlank || line.Indent > IndentMax + 1 ? 1 : line.Indent;
        line.SkipColumns(spaces);
        Close(matched);
        if (open[^1] is not { Kind: BlockKind.List } list || list.Mark != mark)
            Begin(new(BlockKind.List) { Mark = mark, Number = number }, matched);
        Begin(new(BlockKind.Item) { Indent = before + digits + 1 + spaces }, open.Count);
        return true;
    }

    private bool IsInParagraph(int matched) => leaf is { Kind: BlockKind.Paragraph } && matched == open.Count;

    /// <summary>Begins a block in the last container that the line is in and that may hold it.</summary>
    private void Begin(MarkupBlock block, int matched)
    {
        Close(matched);
        while (!open[^1].MayHold(block.Kind))
            CloseContainer();
        open[^1].Children.Add(block);
        blocks++;
        if (block.IsContainer)
        {
            open.Add(block);
            depth += block.Kind == BlockKind.Item ? 0 : 1;
        }
        else if (block.Kind is BlockKind.Paragraph or BlockKind.Code)
        {
            leaf = block;
        }
    }

    /// <summary>Closes what is written in, and the containers beyond the first few.</summary>
    private void Close(int matched)
    {
        CloseLeaf();
        while (open.Count > matched)
            CloseContainer();
    }

    private void CloseContainer()
    {
        depth -= open[^1].Kind == BlockKind.Item ? 0 : 1;
        open.RemoveAt(open.Count - 1);
    }

    private void CloseLeaf()
    {
        if (leaf is null)
            return;
        leaf.Text = leaf.Kind == BlockKind.Paragraph ? text.ToString().TrimEnd() : text.ToString();
        leaf = null;
        text.Clear();
        lines = 0;
    }

    private void Append(ReadOnlySpan<char> line)
    {
        if (lines++ > 0)
            text.Append('\n');
        text.Append(line);
    }

    private static int CountOf(char mark, ReadOnlySpan<char> written) =>
        written.IndexOfAnyExcept(mark) is >= 0 and var count ? count : written.Length;
}
