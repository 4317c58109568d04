using System.Globalization;
using System.Text;

namespace Academy.Unicode;

/// <summary>
/// Brings texts that people take for the same to one form. It does not depend on the locale of the process or of the
/// database: compatibility forms and case are folded (NFKC), what cannot be seen is dropped, and accents only in the
/// scripts whose readers leave them out when they search.
/// </summary>
/// <remarks>
/// Marks are dropped on Latin and Greek letters. In Cyrillic only ё becomes е (й is a letter of its own). In Arabic and
/// Hebrew the vowel points go. The marks of kana, of Indic scripts and of Thai stay: without them they are other words.
/// </remarks>
public static class TextFolding
{
    private const int Diaeresis = 0x0308;
    private const int Tatweel = 0x0640;

    /// <summary>What is the same to somebody who searches.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToLowerInvariant();
        var letters = new StringBuilder(text.Length);
        var letter = default(Rune);
        foreach (var rune in FoldCase(text).InForm(NormalizationForm.FormD).EnumerateRunes())
        {
            if (!IsMark(rune))
            {
                letter = rune;
                AppendPlain(letters, rune);
            }
            else if (Keeps(letter, rune))
            {
                letters.Append(rune);
            }
        }
        return letters.ToString().InForm(NormalizationForm.FormC);
    }

    /// <summary>
    /// Compatibility forms and letter case folded, invisible characters dropped; accents stay. For what must not be
    /// confused although it looks alike to somebody who searches: mentions, blocked words.
    /// </summary>
    public static string FoldCase(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.InForm(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (!IsInvisible(rune))
                AppendFolded(folded, rune);
        }
        return folded.ToString().InForm(NormalizationForm.FormC);
    }

    /// <summary>Draws nothing, and is ignored where texts are compared.</summary>
    public static bool IsInvisible(Rune rune) =>
        rune.Value
            is 0x00AD
                or 0x034F
                or 0x061C
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or 0x3164
                or 0xFFA0
                or (>= 0x180B and <= 0x180F)
                or (>= 0x200B and <= 0x200F)
                or (>= 0x202A and <= 0x202E)
                or (>= 0x2060 and <= 0x206F)
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFEFF
                or (>= 0xFFF0 and <= 0xFFFB)
                or (>= 0xE0000 and <= 0xE0FFF);

    public static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    /// <summary>Full case folding; what .NET maps one to one by its invariant tables, and the rest by name.</summary>
    private static void AppendFolded(StringBuilder folded, Rune rune)
    {
        _ = rune.Value switch
        {
            'ß' or 'ẞ' => folded.Append("ss"),
            'ı' or 'İ' => folded.Append('i'),
            _ => folded.Append(Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune))),
        };
    }

    /// <summary>Letters that are accented by a stroke have no mark that could be dropped.</summary>
    private static void AppendPlain(StringBuilder letters, Rune rune)
    {
        _ = rune.Value switch
        {
            'æ' => letters.Append("ae"),
            'œ' => letters.Append("oe"),
            'ø' => letters.Append('o'),
            'ł' => letters.Append('l'),
            'đ' => letters.Append('d'),
            'ħ' => letters.Append('h'),
            'ŧ' => letters.Append('t'),
            Tatweel => letters,
            _ => letters.Append(rune),
        };
    }

    private static bool Keeps(Rune letter, Rune mark) =>
        Scripts.Of(letter) switch
        {
            Script.Latin or Script.Greek => false,
            Script.Cyrillic => !(letter.Value == 'е' && mark.Value == Diaeresis),
            Script.Arabic => mark.Value
                is not (
                    (>= 0x0610 and <= 0x061A)
                    or (>= 0x064B and <= 0x0652)
                    or (>= 0x0656 and <= 0x065F)
                    or 0x0670
                    or (>= 0x06D6 and <= 0x06ED)
                    or (>= 0x08D3 and <= 0x08FF)
                ),
            Script.Hebrew => mark.Value is not (>= 0x0591 and <= 0x05C7),
            _ => true,
        };
}
