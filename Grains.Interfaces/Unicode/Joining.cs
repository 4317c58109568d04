using System.Text;

namespace Academy.Unicode;

/// <summary>
/// Where a joiner changes how a word is drawn, so that it may stand there (CONTEXTJ of RFC 5892): behind a virama, and,
/// the one that separates, between letters that would be joined.
/// </summary>
internal static class Joining
{
    public const int NonJoiner = 0x200C;
    public const int Joiner = 0x200D;

    private static readonly CodePoints JoinsBefore = new(UnicodeData.JoinsBefore);
    private static readonly CodePoints JoinsBehind = new(UnicodeData.JoinsBehind);
    private static readonly CodePoints JoinsThrough = new(UnicodeData.JoinsThrough);

    /// <summary>Canonical combining class 9.</summary>
    private static readonly CodePoints Viramas = new(
        """
        94D 9CD A4D ACD B4D BCD C4D CCD D3B-D3C D4D DCA E3A EBA F84 1039-103A 1714-1715 1734 17D2 1A60 1B44
        1BAA-1BAB 1BF2-1BF3 2D7F A806 A82C A8C4 A953 A9C0 AAF6 ABED 10A3F 11046 11070 1107F 110B9 11133-11134
        111C0 11235 112EA 1134D 113CE-113D0 11442 114C2 115BF 1163F 116B6 1172B 11839 1193D-1193E 119E0 11A34
        11A47 11A99 11C3F 11D44-11D45 11D97 11F41-11F42 1612F
        """
    );

    public static bool IsJoiner(Rune rune) => rune.Value is NonJoiner or Joiner;

    public static bool MayStand(IReadOnlyList<Rune> runes, int at)
    {
        if (at > 0 && Viramas.Contains(runes[at - 1]))
            return true;
        if (runes[at].Value == Joiner)
            return false;
        var (before, behind) = (at - 1, at + 1);
        while (before >= 0 && JoinsThrough.Contains(runes[before]))
            before--;
        while (behind < runes.Count && JoinsThrough.Contains(runes[behind]))
            behind++;
        return before >= 0
            && behind < runes.Count
            && JoinsBefore.Contains(runes[before])
            && JoinsBehind.Contains(runes[behind]);
    }
}
