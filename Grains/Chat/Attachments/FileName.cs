using System.Globalization;
using System.Text;
using Academy.Chat;
using Academy.Unicode;

namespace Academy.Grains.Chat.Attachments;

/// <summary>Makes safe names for files that others save on their machines.</summary>
internal static class FileName
{
    private const string Nameless = "file";

    /// <summary>Characters that a file system reserves.</summary>
    private const string Reserved = "<>:\"|?*/\\";

    /// <summary>
    /// The name without its folder, without invisible characters and those that change the writing direction, and with
    /// an extension of its kind, so that it never has the extension of a program. Joiners stay: Persian words and
    /// families of emoji need them.
    /// </summary>
    public static string Clean(string name, FileKind kind)
    {
        var cleaned = new StringBuilder();
        foreach (var rune in name[(name.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            if (IsShown(rune) && !(rune.IsAscii && Reserved.Contains((char)rune.Value, StringComparison.Ordinal)))
                cleaned.Append(rune);
        }
        var text = cleaned.ToString().InForm(NormalizationForm.FormC).Trim(' ', '.');
        var ending = Array.Find(kind.Extensions, e => text.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        var stem = ending is null ? text : text[..^ending.Length].TrimEnd(' ', '.');
        ending ??= kind.Extensions[0];
        return Shortened(
                stem.EnumerateRunes().Any(IsVisible) ? stem : Nameless,
                ChatLimits.AttachmentNameMax - ending.Length
            ) + ending;
    }

    private static bool IsVisible(Rune rune) => !Rune.IsWhiteSpace(rune) && !TextFolding.IsInvisible(rune);

    private static bool IsShown(Rune rune) =>
        rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            )
            && rune != Rune.ReplacementChar;

    private static string Shortened(string stem, int max) =>
        stem.Length <= max ? stem : stem[..(char.IsHighSurrogate(stem[max - 1]) ? max - 1 : max)];
}
