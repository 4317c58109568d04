namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>A piece of a paragraph; they follow each other, and some say where something begins or ends.</summary>
internal abstract class InlinePiece;

/// <param name="isEscaped">A mark that is to be shown as one.</param>
internal sealed class TextPiece(string text, bool isEscaped = false) : InlinePiece
{
    public string Text => text;

    public bool IsEscaped => isEscaped;
}

internal sealed class CodePiece(string code) : InlinePiece
{
    public string Code => code;
}

internal sealed class BreakPiece : InlinePiece
{
    public static readonly BreakPiece Instance = new();
}

/// <summary>A bracket, which is where a link begins, or a text.</summary>
internal sealed class BracketPiece(string text, DelimiterPiece? before) : InlinePiece
{
    public string Text => text;

    public bool IsImage => text.Length > 1;

    /// <summary>The last delimiter before it.</summary>
    public DelimiterPiece? Before => before;

    /// <summary>False: it is around a link, and so cannot be one.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Where the link leads, as it is written; null: it is none.</summary>
    public string? Url { get; set; }
}

internal sealed class LinkEndPiece : InlinePiece
{
    public static readonly LinkEndPiece Instance = new();
}

/// <summary>An address that stands for itself.</summary>
/// <param name="url">Where it leads.</param>
/// <param name="shown">What is shown of it.</param>
/// <param name="written">How it is written, for one that leads nowhere that a link of a message may.</param>
internal sealed class AddressPiece(string url, string shown, string written) : InlinePiece
{
    public string Url => url;

    public string Shown => shown;

    public string Written => written;
}
