using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Academy.Unicode;

/// <summary>
/// One rule for what people, courses, modules, lessons, groups and files are called: a name can be seen, looks the same
/// for everybody, and does not turn the text around it. Names from before the rule stay until somebody edits them.
/// </summary>
public static class VisibleName
{
    /// <summary>Marks in a row; more of them climb into the lines above.</summary>
    public const int MarksMax = 4;

    /// <summary>What a person is told whose name was refused.</summary>
    public const string Rule =
        "It needs at least one visible character, and no invisible or direction characters, nor more than 4 accents on "
        + "one letter.";

    /// <param name="given">As it was typed.</param>
    /// <param name="name">Composed, white space trimmed and collapsed, direction marks removed.</param>
    public static bool TryRead(string given, [NotNullWhen(true)] out string? name) =>
        TryRead(given, mayJoinAnywhere: false, out name);

    /// <param name="given">As it was typed.</param>
    /// <param name="mayJoinAnywhere">File names keep joiners wherever they are: they come from elsewhere.</param>
    /// <param name="name">As above.</param>
    public static bool TryRead(string given, bool mayJoinAnywhere, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var runes = new List<Rune>();
        foreach (var rune in given.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !given.Contains('\uFFFD', StringComparison.Ordinal))
                return false;
            if (Rune.IsWhiteSpace(rune))
                AddSpace(runes);
            else if (rune.Value is not (0x200E or 0x200F or 0x061C))
                runes.Add(rune);
        }
        while (runes is [.., { Value: ' ' }])
            runes.RemoveAt(runes.Count - 1);

        var (marks, isVisible) = (0, false);
        for (var at = 0; at < runes.Count; at++)
        {
            if (!MayStand(runes, at, mayJoinAnywhere))
                return false;
            marks = TextFolding.IsMark(runes[at]) ? marks + 1 : 0;
            if (marks > MarksMax)
                return false;
            isVisible |= IsVisible(runes[at]);
        }
        if (isVisible)
            name = string.Concat(runes).InForm(NormalizationForm.FormC);
        return isVisible;
    }

    private static void AddSpace(List<Rune> runes)
    {
        if (runes is [.., not { Value: ' ' }])
            runes.Add(new Rune(' '));
    }

    private static bool MayStand(List<Rune> runes, int at, bool mayJoinAnywhere)
    {
        var rune = runes[at];
        var before = at > 0 ? runes[at - 1] : default;
        if (Joining.IsJoiner(rune))
            return mayJoinAnywhere || Joining.MayStand(runes, at) || IsInEmoji(runes, at);
        return rune.Value switch
        {
            0x2800 => false,
            0xFE0E or 0xFE0F => Emoji.IsBase(before) || before.Value is '#' or '*' or (>= '0' and <= '9'),
            >= 0xFE00 and <= 0xFE0D or >= 0xE0100 and <= 0xE01EF => Rune.IsLetter(before),
            >= 0x180B and <= 0x180D or 0x180F => Rune.IsLetter(before),
            >= 0xE0020 and <= 0xE007F => before.Value == 0x1F3F4 || Emoji.IsTag(before),
            _ => !TextFolding.IsInvisible(rune)
                && Rune.GetUnicodeCategory(rune)
                    is not (
                        UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.Surrogate
                        or UnicodeCategory.OtherNotAssigned
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
                    ),
        };
    }

    /// <summary>Between two pictures; before it may stand a style or the colour of a skin.</summary>
    private static bool IsInEmoji(List<Rune> runes, int at)
    {
        var before = at - 1;
        while (before > 0 && runes[before].Value is 0xFE0F or (>= 0x1F3FB and <= 0x1F3FF))
            before--;
        return runes[at].Value == Joining.Joiner
            && before >= 0
            && at + 1 < runes.Count
            && Emoji.IsBase(runes[before])
            && Emoji.IsBase(runes[at + 1]);
    }

    private static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune) && !TextFolding.IsMark(rune) && !TextFolding.IsInvisible(rune);
}
