using System.Globalization;
using System.Text;

namespace Academy.Unicode;

/// <summary>A set of code points, from a table of <see cref="UnicodeData"/>.</summary>
internal sealed class CodePoints
{
    private readonly int[] firsts;
    private readonly int[] lasts;

    public CodePoints(string table)
    {
        var ranges = table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        (firsts, lasts) = (new int[ranges.Length], new int[ranges.Length]);
        for (var i = 0; i < ranges.Length; i++)
        {
            var ends = ranges[i].Split('-');
            firsts[i] = int.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            lasts[i] = int.Parse(ends[^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }
    }

    public bool Contains(Rune rune)
    {
        var at = Array.BinarySearch(firsts, rune.Value);
        return at >= 0 || (~at > 0 && rune.Value <= lasts[~at - 1]);
    }
}
