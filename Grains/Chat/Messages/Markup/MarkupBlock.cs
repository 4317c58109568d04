namespace Academy.Grains.Chat.Messages.Markup;

internal enum BlockKind
{
    Document,
    Paragraph,

    /// <summary>A paragraph of one line in bold.</summary>
    Heading,
    Quote,
    List,
    Item,
    Code,
    Rule,
}

/// <summary>A block of a message while it is read.</summary>
internal sealed class MarkupBlock(BlockKind kind)
{
    public BlockKind Kind => kind;

    /// <summary>Blocks inside; of a list its items.</summary>
    public List<MarkupBlock> Children { get; } = [];

    /// <summary>What is written in it, without what marks the block.</summary>
    public string Text { get; set; } = "";

    /// <summary>The mark of a list (<c>-</c>, <c>.</c> …) or of a fence.</summary>
    public char Mark { get; init; }

    /// <summary>A list's first number; null: it is not ordered.</summary>
    public int? Number { get; init; }

    /// <summary>
    /// How far the lines of an item are indented; what a fence's are indented by is taken from its lines.
    /// </summary>
    public int Indent { get; init; }

    /// <summary>How many marks a fence has.</summary>
    public int MarkCount { get; init; }

    /// <summary>What a fence says of its code.</summary>
    public string? Language { get; init; }

    public bool IsContainer => kind is BlockKind.Document or BlockKind.Quote or BlockKind.List or BlockKind.Item;

    public bool MayHold(BlockKind child) =>
        kind == BlockKind.List ? child == BlockKind.Item : IsContainer && child != BlockKind.Item;
}
