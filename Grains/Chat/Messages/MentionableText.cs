using System.Text;
using System.Text.Json;
using Academy.Chat.Messages;

namespace Academy.Grains.Chat.Messages;

/// <summary>
/// The text in which a message may mention people: what its readers are shown, without code and without addresses.
/// </summary>
internal static class MentionableText
{
    /// <summary>Stands for what is left out, and is part of no name.</summary>
    private const char LeftOut = '\uFFFC';

    /// <param name="body">The text as it was written.</param>
    /// <param name="content">The tree of its markup; null: the text is shown as it is.</param>
    public static string Of(string body, MessageContent? content)
    {
        if (content is null || !MentionIndex.MayMention(body))
            return body;
        using var tree = JsonDocument.Parse(content.Json);
        var text = new StringBuilder(body.Length);
        foreach (var block in tree.RootElement.EnumerateArray())
            Block(block, text);
        return text.ToString();
    }

    private static void Block(JsonElement block, StringBuilder text)
    {
        switch (TypeOf(block))
        {
            case "p":
                Inlines(block.GetProperty("c"), text);
                text.Append('\n');
                break;
            case "quote":
                foreach (var inner in block.GetProperty("c").EnumerateArray())
                    Block(inner, text);
                break;
            case "list":
                foreach (var item in block.GetProperty("items").EnumerateArray())
                {
                    foreach (var inner in item.EnumerateArray())
                        Block(inner, text);
                }
                break;
        }
    }

    private static void Inlines(JsonElement nodes, StringBuilder text)
    {
        foreach (var node in nodes.EnumerateArray())
        {
            switch (TypeOf(node))
            {
                case "text":
                    text.Append(node.GetProperty("v").GetString());
                    break;
                case "br":
                    text.Append('\n');
                    break;
                case "code":
                    text.Append(LeftOut);
                    break;
                case "link":
                    Link(node, text);
                    break;
                default:
                    Inlines(node.GetProperty("c"), text);
                    break;
            }
        }
    }

    /// <summary>A link's words are text; but a link may also be shown as the address to which it leads.</summary>
    private static void Link(JsonElement link, StringBuilder text)
    {
        var from = text.Length;
        Inlines(link.GetProperty("c"), text);
        var shown = text.ToString(from, text.Length - from);
        if (!IsAddress(shown, link.GetProperty("href").GetString()!))
            return;
        text.Length = from;
        text.Append(LeftOut);
    }

    private static bool IsAddress(string shown, string href) =>
        !shown.Any(char.IsWhiteSpace)
        && (
            shown.Contains("://", StringComparison.Ordinal)
            || shown.StartsWith("www.", StringComparison.OrdinalIgnoreCase)
            || href.StartsWith("mailto:", StringComparison.Ordinal) && shown.IndexOf('@', StringComparison.Ordinal) > 0
        );

    private static string? TypeOf(JsonElement node) => node.GetProperty("t").GetString();
}
