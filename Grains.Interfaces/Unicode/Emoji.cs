using System.Collections.Frozen;
using System.Text;

namespace Academy.Unicode;

/// <summary>Emoji as UTS #51 defines them: one picture, of one or several code points.</summary>
public static class Emoji
{
    private const int Joiner = 0x200D;
    private const int TextStyle = 0xFE0E;
    private const int PictureStyle = 0xFE0F;
    private const int Keycap = 0x20E3;
    private const int BlackFlag = 0x1F3F4;
    private const int TagEnd = 0xE007F;

    /// <summary>
    /// Pictures that one emoji is joined of at most; the largest families have four, and couples six.
    /// </summary>
    private const int JoinedMax = 10;

    private static readonly CodePoints All = new(UnicodeData.Emoji);
    private static readonly CodePoints Pictures = new(UnicodeData.EmojiPresentation);
    private static readonly CodePoints Pictographic = new(UnicodeData.Pictographic);
    private static readonly CodePoints ModifierBases = new(UnicodeData.ModifierBases);
    private static readonly FrozenSet<string> Flags = Names(UnicodeData.Flags);
    private static readonly FrozenSet<string> RegionFlags = Names(UnicodeData.RegionFlags);

    /// <summary>
    /// The form in which an emoji is kept and compared: with U+FE0F wherever the character alone would be drawn as
    /// text, and nowhere else. Null when the text is not exactly one emoji.
    /// </summary>
    public static string? Canonical(string text)
    {
        var runes = new List<Rune>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (runes.Count > JoinedMax * 4)
                return null;
            runes.Add(rune);
        }
        if (runes.Count == 0)
            return null;
        if (IsRegional(runes[0]))
            return IsFlag(runes) ? text : null;
        if (IsKeycapBase(runes[0]))
            return KeycapOf(runes);
        return runes[0].Value == BlackFlag && runes.Count > 1 && IsTag(runes[1])
            ? IsRegionFlag(runes)
                ? text
                : null
            : JoinedOf(runes);
    }

    /// <summary>Whether a character may be part of a picture, with what follows it.</summary>
    internal static bool IsBase(Rune rune) =>
        !IsKeycapBase(rune) && !IsRegional(rune) && !IsModifier(rune) && (All.Contains(rune) || IsUnassigned(rune));

    internal static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= TagEnd;

    private static string? JoinedOf(List<Rune> runes)
    {
        var canonical = new StringBuilder();
        var joined = 0;
        for (var at = 0; at < runes.Count; at++)
        {
            if (joined > 0 && runes[at++].Value != Joiner)
                return null;
            if (++joined > JoinedMax || at == runes.Count || !IsBase(runes[at]))
                return null;
            var picture = runes[at];
            canonical.Append(joined > 1 ? "\u200D" : "").Append(picture);
            var next = at + 1 < runes.Count ? runes[at + 1] : default;
            if (IsModifier(next) && ModifierBases.Contains(picture))
                canonical.Append(next);
            else if (!Pictures.Contains(picture) && !IsUnassigned(picture))
                canonical.Append((char)PictureStyle);
            if (next.Value is PictureStyle or TextStyle || IsModifier(next) && ModifierBases.Contains(picture))
                at++;
        }
        return canonical.ToString();
    }

    private static string? KeycapOf(List<Rune> runes) =>
        runes.Count == 2 && runes[1].Value == Keycap
        || runes.Count == 3 && runes[1].Value == PictureStyle && runes[2].Value == Keycap
            ? $"{runes[0]}\uFE0F\u20E3"
            : null;

    private static bool IsFlag(List<Rune> runes) =>
        runes.Count == 2
        && IsRegional(runes[1])
        && Flags.Contains($"{(char)('A' + runes[0].Value - 0x1F1E6)}{(char)('A' + runes[1].Value - 0x1F1E6)}");

    private static bool IsRegionFlag(List<Rune> runes) =>
        runes[^1].Value == TagEnd
        && runes.Skip(1).All(IsTag)
        && RegionFlags.Contains(string.Concat(runes.Skip(1).SkipLast(1).Select(tag => (char)(tag.Value - 0xE0000))));

    /// <summary>Kept free for emoji of later versions of the standard.</summary>
    private static bool IsUnassigned(Rune rune) => Pictographic.Contains(rune) && !All.Contains(rune);

    private static bool IsKeycapBase(Rune rune) => rune.Value is '#' or '*' or (>= '0' and <= '9');

    private static bool IsRegional(Rune rune) => rune.Value is >= 0x1F1E6 and <= 0x1F1FF;

    private static bool IsModifier(Rune rune) => rune.Value is >= 0x1F3FB and <= 0x1F3FF;

    private static FrozenSet<string> Names(string table) =>
        table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
