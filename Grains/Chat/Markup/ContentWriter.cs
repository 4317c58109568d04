using System.Buffers;
using System.Text;
using System.Text.Json;
using Academy.Chat;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Academy.Grains.Chat.Markup;

/// <summary>Writes what the parser found as the tree of <see cref="MessageContent"/>.</summary>
internal sealed class ContentWriter : IDisposable
{
    private const int LanguageMax = 20;

    private readonly ArrayBufferWriter<byte> bytes = new(512);
    private readonly Utf8JsonWriter json;
    private readonly StringBuilder text = new();
    private int nodes;
    private int depth;
    private bool isTooMuch;
    private bool hasMarkup;
    private bool hasWords;

    private ContentWriter() => json = new(bytes);

    /// <summary>Null when there is no markup in it, nothing to show but marks, or more than is allowed.</summary>
    public static MessageContent? Write(MarkdownDocument document)
    {
        using var writer = new ContentWriter();
        writer.Blocks(document);
        writer.json.Flush();
        return writer.hasMarkup && writer.hasWords && !writer.isTooMuch ? new(writer.bytes.WrittenMemory) : null;
    }

    public void Dispose() => json.Dispose();

    private void Blocks(ContainerBlock container)
    {
        json.WriteStartArray();
        foreach (var block in container)
            Block(block);
        json.WriteEndArray();
    }

    private void Block(Block block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                Begin("p");
                json.WriteStartArray("c");
                Begin("strong", isMarkup: true);
                Children(heading.Inline);
                End();
                json.WriteEndArray();
                End();
                break;
            case ParagraphBlock paragraph:
                Begin("p");
                Children(paragraph.Inline);
                End();
                break;
            case QuoteBlock quote:
                Begin("quote", isMarkup: true);
                json.WritePropertyName("c");
                Blocks(quote);
                End();
                break;
            case ListBlock list:
                List(list);
                break;
            case CodeBlock code:
                Begin("code", isMarkup: true);
                if (LanguageOf(code) is { } language)
                    json.WriteString("lang", language);
                Words(code.Lines.ToString());
                End();
                break;
            case ThematicBreakBlock:
                Begin("rule", isMarkup: true);
                End();
                break;
            default:
                throw new InvalidOperationException($"The parser is not to make a {block.GetType().Name}.");
        }
    }

    private void List(ListBlock list)
    {
        Begin("list", isMarkup: true);
        json.WriteBoolean("ordered", list.IsOrdered);
        if (int.TryParse(list.OrderedStart, out var start) && start != 1)
            json.WriteNumber("start", start);
        json.WriteStartArray("items");
        foreach (var item in list)
        {
            nodes++;
            Blocks((ContainerBlock)item);
        }
        json.WriteEndArray();
        End();
    }

    private void Children(ContainerInline? container)
    {
        json.WriteStartArray("c");
        if (container is not null)
            Inlines(container);
        EndText();
        json.WriteEndArray();
    }

    private void Inlines(ContainerInline container)
    {
        // Deep emphasis of one text is nested by the parser after it counted.
        if (depth > MessageMarkup.DepthMax)
            isTooMuch = true;
        for (var inline = container.FirstChild; inline is not null && !isTooMuch; inline = inline.NextSibling)
            Inline(inline);
    }

    private void Inline(Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                hasMarkup |= literal.IsFirstCharacterEscaped;
                text.Append(literal.Content.AsSpan());
                break;
            case LineBreakInline:
                EndText();
                Begin("br");
                End();
                break;
            case CodeInline code:
                EndText();
                Begin("code", isMarkup: true);
                Words(code.Content);
                End();
                break;
            case EmphasisInline emphasis:
                EndText();
                Begin(NameOf(emphasis), isMarkup: true);
                Children(emphasis);
                End();
                break;
            case LinkInline link when LinkTarget.Of(link.Url) is { } href:
                EndText();
                Begin("link", isMarkup: true);
                json.WriteString("href", href);
                if (link.FirstChild is null)
                    text.Append(href);
                Children(link);
                End();
                break;
            case AutolinkInline auto:
                Address(auto);
                break;
            case LinkInline { FirstChild: null } empty:
                text.Append(empty.Url);
                break;
            case ContainerInline other:
                Inlines(other);
                break;
            default:
                throw new InvalidOperationException($"The parser is not to make a {inline.GetType().Name}.");
        }
    }

    /// <summary>An address between angle brackets.</summary>
    private void Address(AutolinkInline auto)
    {
        if (LinkTarget.Of(auto.IsEmail ? $"mailto:{auto.Url}" : auto.Url) is not { } href)
        {
            text.Append('<').Append(auto.Url).Append('>');
            return;
        }
        EndText();
        Begin("link", isMarkup: true);
        json.WriteString("href", href);
        text.Append(auto.Url);
        Children(null);
        End();
    }

    /// <summary>Neighbouring pieces of text are one node.</summary>
    private void EndText()
    {
        if (text.Length == 0)
            return;
        var value = text.ToString();
        text.Clear();
        Begin("text");
        Words(value);
        End();
    }

    private void Words(string value)
    {
        hasWords = true;
        json.WriteString("v", value);
    }

    private void Begin(string type, bool isMarkup = false)
    {
        hasMarkup |= isMarkup;
        isTooMuch |= ++nodes > MessageMarkup.NodesMax;
        depth++;
        json.WriteStartObject();
        json.WriteString("t", type);
    }

    private void End()
    {
        depth--;
        json.WriteEndObject();
    }

    private static string NameOf(EmphasisInline emphasis) => emphasis switch
    {
        { DelimiterChar: '~' } => "del",
        { DelimiterCount: 2 } => "strong",
        _ => "em",
    };

    private static string? LanguageOf(CodeBlock block) =>
        block is FencedCodeBlock { Info: { Length: > 0 and <= LanguageMax } info }
        && info.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '#' or '-' or '.')
            ? info
            : null;
}
