using System.Buffers;
using Academy.Chat;
using Academy.Chat.Messages;

namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>
/// Reads the part of Markdown that messages may use, once, when a message is written. What is not in it is text: HTML,
/// entities, images, definitions of links, headings underlined, code by indentation.
/// </summary>
/// <remarks>
/// First the blocks, line by line (<see cref="BlockReader"/>), then what is within a paragraph
/// (<see cref="InlineReader"/>). Work is counted: a text that would take more than a fixed amount per character, like
/// one that is nested too deep or has too many nodes, has no markup.
/// </remarks>
internal static class MessageMarkup
{
    /// <summary>Nodes inside each other; what is deeper has no markup.</summary>
    public const int DepthMax = 12;

    /// <summary>Nodes of one message; what has more has no markup.</summary>
    public const int NodesMax = 400;

    private static readonly SearchValues<char> Anywhere = SearchValues.Create("*_~`[<");
    private static readonly SearchValues<char> AtLineStart = SearchValues.Create("-+>#0123456789");
    private static readonly SearchValues<string> Addresses = SearchValues.Create(
        ["://", "mailto:", "www."],
        StringComparison.Ordinal
    );

    /// <summary>The markup of a text, or null when it has none and is to be shown as it is.</summary>
    public static MessageContent? Parse(string? body) => Parse(body, out _);

    /// <inheritdoc cref="Parse(string?)"/>
    /// <param name="body">The text.</param>
    /// <param name="work">How many characters and marks were looked at.</param>
    internal static MessageContent? Parse(string? body, out int work)
    {
        work = 0;
        if (body is not { Length: > 0 and <= ChatLimits.BodyMax } || !MayHaveMarkup(body))
            return null;
        var budget = new WorkBudget(body.Length);
        var content = BlockReader.Read(body, budget) is { } blocks ? ContentWriter.Write(blocks, budget) : null;
        work = budget.Spent;
        return content;
    }

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
}
