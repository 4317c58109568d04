using System.Text.Json.Serialization;

namespace Academy.Chat.Messages;

// The tree of a message's markup, as docs/events.schema.json has it. It is written by hand where messages are parsed; a
// test holds what is written against these.

/// <summary>A block of a message, or of a quote or a list in it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(ParagraphNode), "p")]
[JsonDerivedType(typeof(QuoteNode), "quote")]
[JsonDerivedType(typeof(ListNode), "list")]
[JsonDerivedType(typeof(CodeBlockNode), "code")]
[JsonDerivedType(typeof(RuleNode), "rule")]
public abstract record BlockNode;

public sealed record ParagraphNode(IReadOnlyList<InlineNode> C) : BlockNode;

public sealed record QuoteNode(IReadOnlyList<BlockNode> C) : BlockNode;

/// <param name="Start">The number of the first item, where that is not 1.</param>
public sealed record ListNode(bool Ordered, IReadOnlyList<IReadOnlyList<BlockNode>> Items, int? Start = null)
    : BlockNode;

/// <param name="Lang">The language that was named.</param>
public sealed record CodeBlockNode(string V, string? Lang = null) : BlockNode;

public sealed record RuleNode : BlockNode;

/// <summary>What a paragraph consists of.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(TextNode), "text")]
[JsonDerivedType(typeof(CodeNode), "code")]
[JsonDerivedType(typeof(StrongNode), "strong")]
[JsonDerivedType(typeof(EmphasisNode), "em")]
[JsonDerivedType(typeof(DeletedNode), "del")]
[JsonDerivedType(typeof(LinkNode), "link")]
[JsonDerivedType(typeof(BreakNode), "br")]
public abstract record InlineNode;

public sealed record TextNode(string V) : InlineNode;

public sealed record CodeNode(string V) : InlineNode;

public sealed record StrongNode(IReadOnlyList<InlineNode> C) : InlineNode;

public sealed record EmphasisNode(IReadOnlyList<InlineNode> C) : InlineNode;

public sealed record DeletedNode(IReadOnlyList<InlineNode> C) : InlineNode;

/// <param name="Href">http, https or mailto.</param>
public sealed record LinkNode(string Href, IReadOnlyList<InlineNode> C) : InlineNode;

public sealed record BreakNode : InlineNode;
