using System.Net.Http.Headers;
using Academy.Chat;
using Academy.Commands;

namespace Academy.Grains.Chat.Attachments;

/// <summary>Why a file is not taken: what was declared, and what was found.</summary>
internal static class FileRefusals
{
    private const int DeclaredMax = 100;

    public static Refusal NotTaken(string declared, ReadOnlySpan<byte> head) =>
        ChatRefusals.AttachmentTypeNotTaken(Shown(declared), FoundType.Of(head));

    public static Refusal Differs(string declared, ReadOnlySpan<byte> head) =>
        ChatRefusals.AttachmentTypeDiffers(Shown(declared), FoundType.Of(head));

    /// <summary>It was declared as text, and somewhere in it is what is not UTF-8, or a null character.</summary>
    public static Refusal NotText(string declared, ReadOnlySpan<byte> head, bool hasNull)
    {
        // A byte order mark is also how some sounds begin.
        if (TextCheck.EncodingOf(head) is { } encoding)
            return ChatRefusals.AttachmentEncoding(Shown(declared), encoding);
        if (FoundType.Known(head) is { } found)
            return ChatRefusals.AttachmentTypeDiffers(Shown(declared), found);
        if (CharsetOf(declared) is { } charset)
            return ChatRefusals.AttachmentEncoding(Shown(declared), charset);
        return hasNull
            ? ChatRefusals.AttachmentTypeDiffers(Shown(declared), "application/octet-stream: it has null characters")
            : ChatRefusals.AttachmentEncoding(Shown(declared), "an older encoding such as Windows-1252");
    }

    /// <summary>The declared encoding, where that is another.</summary>
    private static string? CharsetOf(string declared) =>
        MediaTypeHeaderValue.TryParse(declared, out var type)
        && type.CharSet?.Trim('"') is { Length: > 0 and <= DeclaredMax } charset
        && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? charset
            : null;

    private static string Shown(string declared)
    {
        var type = declared.Split(';')[0].Trim();
        return type.Length == 0 ? "nothing" : type[..Math.Min(type.Length, DeclaredMax)];
    }
}
