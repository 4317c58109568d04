using System.Buffers;
using System.Text;
using System.Text.Json;
using Academy.Chat.Messages;
using Academy.Links;

namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>Writes what was read as the tree of <see cref="MessageContent"/>.</summary>
internal sealed class ContentWriter : IDisposable
{
    private const int LanguageMax = 20;

    private readonly WorkBudget budget;
    private readonly ArrayBufferWriter<byte> bytes = new(512);
    private readonly Utf8JsonWriter json;
    private readonly StringBuilder text = new();

    /// <summary>Of the links around: whether they lead somewhere.</summary>
    private readonly Stack<bool> links = new();

    private int nodes;
    private int depth;
    private bool isTooMuch;
    private bool hasMarkup;
    private bool hasWords;

    // What is cut off half way is not valid, and not used.
    private ContentWriter(WorkBudget budget) =>
        (this.budget, json) = (budget, new(bytes, new() { SkipValidation = true }));

    /// <summary>Null when there is no markup in it, nothing to show but marks, or more than is allowed.</summary>
    public static MessageContent? Write(IReadOnlyList<MarkupBlock> blocks, WorkBudget budget)
    {
        using var writer = new ContentWriter(budget);
        writer.Blocks(blocks);
        writer.json.Flush();
        return writer.hasMarkup && writer.hasWords && !writer.isTooMuch && !budget.IsSpent
            ? new(writer.bytes.WrittenMemory)
            : null;
    }

    public void Dispose() => json.Dispose();

    private void Blocks(IReadOnlyList<MarkupBlock> blocks)
    {
        json.WriteStartArray();
        foreach (var block in blocks)
        {
            if (!isTooMuch)
                Block(block);
        }
        json.WriteEndArray();
    }

    private void Block(MarkupBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.Paragraph:
                Begin("p");
                Inlines(block.Text);
                End();
                break;
            case BlockKind.Heading:
                Begin("p");
                json.WriteStartArray("c");
                Begin("strong", isMarkup: true);
                Inlines(block.Text);
                End();
                json.WriteEndArray();
                End();
                break;
            case BlockKind.Quote:
                Begin("quote", isMarkup: true);
                json.WritePropertyName("c");
                Blocks(block.Children);
                End();
                break;
            case BlockKind.List:
                List(block);
                break;
            case BlockKind.Code:
                Begin("code", isMarkup: true);
                if (block.Language is { Length: > 0 and <= LanguageMax } language && language.All(IsOfLanguage))
                    json.WriteString("lang", language);
                Words(block.Text);
                End();
                break;
            case BlockKind.Rule:
                Begin("rule", isMarkup: true);
                End();
                break;
            default:
                throw new InvalidOperationException($"A {block.Kind} is in no other block.");
        }
    }

    private void List(MarkupBlock list)
    {
        Begin("list", isMarkup: true);
        json.WriteBoolean("ordered", list.Number is not null);
        if (list.Number is { } start && start != 1)
            json.WriteNumber("start", start);
        json.WriteStartArray("items");
        foreach (var item in list.Children)
        {
            nodes++;
            Blocks(item.Children);
        }
        json.WriteEndArray();
        End();
    }

    private void Inlines(string paragraph)
    {
        BeginChildren();
        var pieces = InlineReader.Read(paragraph, budget);
        for (var i = 0; i < pieces.Count && !isTooMuch; i++)
            Inline(pieces[i], isLast: i + 1 == pieces.Count || pieces[i + 1] is LinkEndPiece);
        EndChildren();
    }

    /// <param name="piece">A piece of a paragraph.</param>
    /// <param name="isLast">Nothing of the paragraph or the link comes after it.</param>
    private void Inline(InlinePiece piece, bool isLast)
    {
        switch (piece)
        {
            case TextPiece plain:
                hasMarkup |= plain.IsEscaped;
                text.Append(plain.Text);
                break;
            case BreakPiece:
                EndText();
                Begin("br");
                End();
                break;
            case CodePiece code:
                EndText();
                Begin("code", isMarkup: true);
                Words(code.Code);
                End();
                break;
            case DelimiterPiece delimiter:
                Delimiter(delimiter);
                break;
            case BracketPiece { Url: null } bracket:
                text.Append(bracket.Text);
                break;
            case BracketPiece link:
                var href = WebAddress.OrMail(link.Url);
                links.Push(href is not null);
                if (href is not null)
                    BeginNested("link", href);
                if (isLast)
                    text.Append(href ?? link.Url);
                break;
            case LinkEndPiece:
                if (links.Pop())
                    EndNested();
                break;
            case AddressPiece address:
                Address(address);
                break;
        }
    }

    private void Address(AddressPiece address)
    {
        if (WebAddress.OrMail(address.Url) is not { } href)
        {
            text.Append(address.Written);
            return;
        }
        BeginNested("link", href);
        text.Append(address.Shown);
        EndNested();
    }

    private void Delimiter(DelimiterPiece delimiter)
    {
        for (var i = 0; i < delimiter.Ends; i++)
            EndNested();
        text.Append(delimiter.Mark, delimiter.Count);
        for (var i = delimiter.Begins.Count - 1; i >= 0; i--)
            BeginNested(
                delimiter.Mark == '~' ? "del"
                : delimiter.Begins[i] == 2 ? "strong"
                : "em"
            );
    }

    private void BeginNested(string type, string? href = null)
    {
        EndText();
        Begin(type, isMarkup: true);
        if (href is not null)
            json.WriteString("href", href);
        BeginChildren();
    }

    private void EndNested()
    {
        EndChildren();
        End();
    }

    private void BeginChildren()
    {
        isTooMuch |= depth > MessageMarkup.DepthMax;
        json.WriteStartArray("c");
    }

    private void EndChildren()
    {
        EndText();
        json.WriteEndArray();
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

    private static bool IsOfLanguage(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '#' or '-' or '.';
}
