using System.Text;

namespace Academy.Unicode;

/// <summary>The scripts whose letters this product treats in ways of their own.</summary>
public enum Script
{
    Other,
    Latin,
    Greek,
    Cyrillic,
    Arabic,
    Hebrew,

    /// <summary>Written without spaces: Han, kana, Hangul, Thai, Lao, Khmer, Myanmar.</summary>
    Unspaced,
}

/// <summary>Which script a letter belongs to, by the blocks of the Unicode standard.</summary>
public static class Scripts
{
    private static readonly (int First, int Last, Script Script)[] Ranges =
    [
        (0x0041, 0x005A, Script.Latin),
        (0x0061, 0x007A, Script.Latin),
        (0x00AA, 0x00AA, Script.Latin),
        (0x00BA, 0x00BA, Script.Latin),
        (0x00C0, 0x024F, Script.Latin),
        (0x0250, 0x02AF, Script.Latin),
        (0x0370, 0x03FF, Script.Greek),
        (0x0400, 0x052F, Script.Cyrillic),
        (0x0590, 0x05FF, Script.Hebrew),
        (0x0600, 0x06FF, Script.Arabic),
        (0x0750, 0x077F, Script.Arabic),
        (0x0870, 0x08FF, Script.Arabic),
        (0x0E00, 0x0E7F, Script.Unspaced), // Thai
        (0x0E80, 0x0EFF, Script.Unspaced), // Lao
        (0x1000, 0x109F, Script.Unspaced), // Myanmar
        (0x1100, 0x11FF, Script.Unspaced), // Hangul Jamo
        (0x1780, 0x17FF, Script.Unspaced), // Khmer
        (0x1C80, 0x1C8F, Script.Cyrillic),
        (0x1D00, 0x1D25, Script.Latin),
        (0x1E00, 0x1EFF, Script.Latin),
        (0x1F00, 0x1FFF, Script.Greek),
        (0x2C60, 0x2C7F, Script.Latin),
        (0x2DE0, 0x2DFF, Script.Cyrillic),
        (0x2E80, 0x2FDF, Script.Unspaced), // Han radicals
        (0x3005, 0x3007, Script.Unspaced), // Han iteration mark, ideographic zero
        (0x3021, 0x3029, Script.Unspaced),
        (0x3031, 0x3035, Script.Unspaced), // kana repeat marks
        (0x3038, 0x303C, Script.Unspaced),
        (0x3041, 0x30FF, Script.Unspaced), // Hiragana, Katakana
        (0x3105, 0x312F, Script.Unspaced), // Bopomofo
        (0x3131, 0x318F, Script.Unspaced), // Hangul compatibility Jamo
        (0x31A0, 0x31BF, Script.Unspaced),
        (0x31F0, 0x31FF, Script.Unspaced),
        (0x3400, 0x4DBF, Script.Unspaced), // Han
        (0x4E00, 0x9FFF, Script.Unspaced),
        (0xA640, 0xA69F, Script.Cyrillic),
        (0xA722, 0xA7FF, Script.Latin),
        (0xA960, 0xA97F, Script.Unspaced),
        (0xA9E0, 0xA9FF, Script.Unspaced),
        (0xAA60, 0xAA7F, Script.Unspaced),
        (0xAB30, 0xAB6F, Script.Latin),
        (0xAC00, 0xD7FF, Script.Unspaced), // Hangul
        (0xF900, 0xFAFF, Script.Unspaced),
        (0x1AFF0, 0x1B16F, Script.Unspaced),
        (0x20000, 0x3FFFF, Script.Unspaced),
    ];

    public static Script Of(Rune letter)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var (first, last, script) = Ranges[middle];
            if (letter.Value < first)
                high = middle - 1;
            else if (letter.Value > last)
                low = middle + 1;
            else
                return script;
        }
        return Script.Other;
    }
}
