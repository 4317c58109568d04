using System.Buffers;
using Academy.Chat;
using Markdig;
using Markdig.Parsers;

namespace Academy.Grains.Chat.Markup;

/// <summary>
/// Reads the part of Markdown that messages may use. What is not on the list of parsers below is text: HTML, entities,
/// images, definitions of links, headings underlined, code by indentation.
/// </summary>
public static class MessageMarkup
{
    /// <summary>Nodes inside each other; what is deeper has no markup.</summary>
    public const int DepthMax = 12;

    /// <summary>Nodes of one message; what has more has no markup.</summary>
    public const int NodesMax = 400;

    private static readonly SearchValues<char> Anywhere = SearchValues.Create("*_~`[<");
    private static readonly SearchValues<char> AtLineStart = SearchValues.Create("-+>#0123456789");
    private static readonly SearchValues<string> Addresses =
        SearchValues.Create(["://", "mailto:", "www."], StringComparison.Ordinal);

    private static readonly MarkdownPipeline Subset = MakeSubset();

    /// <summary>The markup of a text, or null when it has none and is to be shown as it is.</summary>
    public static MessageContent? Parse(string? body) =>
        body is { Length: > 0 and <= ChatLimits.BodyMax } && MayHaveMarkup(body) ? Read(body) : null;

    /// <summary>Most messages have none, and pay for no more than this look.</summary>
    private static bool MayHaveMarkup(ReadOnlySpan<char> body)
    {
        if (body.ContainsAny(Anywhere) || body.ContainsAny(Addresses))
            return true;
        foreach (var line in body.EnumerateLines())
        {
            if (line.TrimStart() is { Length: > 0 } start && AtLineStart.Contains(start[0]))
                return true;
        }
        return false;
    }

    private static MessageContent? Read(string body)
    {
        try
        {
            return ContentWriter.Write(Markdown.Parse(body, Subset));
        }
        catch (ArgumentException)
        {
            // Nested deeper than the parser goes (it says so with this), or half of a surrogate pair: a text, then.
            return null;
        }
    }

    private static MarkdownPipeline MakeSubset()
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = DepthMax };
        builder.BlockParsers.Clear();
        builder.BlockParsers.AddRange(
        [
            new ThematicBreakParser(), new HeadingBlockParser(), new QuoteBlockParser(), new ListBlockParser(),
            new FencedCodeBlockParser(), new PlainParagraphParser(),
        ]);
        builder.InlineParsers.Clear();
        builder.InlineParsers.AddRange(InlineParsers());
        return builder.Build();
    }

    /// <summary>A paragraph that defines no links, which would not be shown, and turns into no heading.</summary>
    private sealed class PlainParagraphParser : ParagraphBlockParser
    {
        public PlainParagraphParser() => ParseSetextHeadings = false;

        public override bool Close(BlockProcessor processor, Markdig.Syntax.Block block)
        {
            if (block is not Markdig.Syntax.ParagraphBlock { Lines: var lines })
                return true;
            for (var i = 0; i < lines.Count; i++)
                lines.Lines[i].Slice.TrimStart();
            if (lines.Count > 0)
                lines.Lines[lines.Count - 1].Slice.TrimEnd();
            return lines.Count > 0;
        }
    }

    private static Markdig.Parsers.InlineParser[] InlineParsers()
    {
        var emphasis = new Markdig.Parsers.Inlines.EmphasisInlineParser();
        emphasis.EmphasisDescriptors.Add(new('~', 2, 2, enableWithinWord: true));
        return
        [
            new Markdig.Extensions.AutoLinks.AutoLinkParser(new() { UseHttpsForWWWLinks = true }),
            new Markdig.Parsers.Inlines.LinkInlineParser(),
            new Markdig.Parsers.Inlines.EscapeInlineParser(),
            emphasis,
            new Markdig.Parsers.Inlines.CodeInlineParser(),
            new Markdig.Parsers.Inlines.AutolinkInlineParser(new() { EnableHtmlParsing = false }),
            new Markdig.Parsers.Inlines.LineBreakInlineParser(),
        ];
    }
}
