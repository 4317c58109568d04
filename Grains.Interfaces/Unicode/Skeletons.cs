using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Academy.Unicode;

/// <summary>
/// What a name looks like to somebody who reads quickly: two names that look alike have a skeleton in common (UTS #39).
/// Skeletons are for comparing; they are no words, and no one sees them.
/// </summary>
/// <remarks>
/// Coarser than the standard's skeleton, which keeps case, accents, punctuation and compatibility forms: <c>ADMlN</c>,
/// <c>Ádmin</c> and <c>★ Admin ★</c> imitate <c>Admin</c>, too. A letter can look like another only as a capital (Н and
/// H) or only as a small one, so a name has a skeleton with its letters as they are and one with them in lower case.
/// </remarks>
public static class Skeletons
{
    private static readonly FrozenDictionary<int, string> Looks = Read(ConfusablesData.Looks);

    /// <returns>One or two; none of a name without any letter or digit.</returns>
    public static IReadOnlyList<string> Of(string name)
    {
        var (asTyped, folded) = (Reduce(name), Reduce(TextFolding.Fold(name)));
        return asTyped.Length == 0 ? []
            : asTyped == folded ? [asTyped]
            : [asTyped, folded];
    }

    /// <summary>
    /// Folding makes capitals of look-alikes small, which may look like something else then (M, m, rn), so it goes
    /// round twice.
    /// </summary>
    private static string Reduce(string name)
    {
        var look = LookOf(TextFolding.Fold(LookOf(name)));
        var letters = new StringBuilder(look.Length);
        foreach (var rune in TextFolding.Fold(look).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || TextFolding.IsMark(rune))
                letters.Append(rune.Value == 'i' ? new Rune('l') : rune);
        }
        return letters.ToString();
    }

    private static string LookOf(string text)
    {
        var look = new StringBuilder(text.Length);
        foreach (var rune in text.InForm(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (TextFolding.IsInvisible(rune))
                continue;
            if (Looks.TryGetValue(rune.Value, out var target))
                look.Append(target);
            else
                look.Append(rune);
        }
        return look.ToString();
    }

    private static FrozenDictionary<int, string> Read(string table)
    {
        var looks = new Dictionary<int, string>();
        var target = "";
        foreach (var word in table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            // A word goes on in the next line behind a comma.
            var parts = word.Split('=');
            if (parts.Length == 2)
                target = string.Concat(parts[0].Split('+').Select(point => char.ConvertFromUtf32(Number(point))));
            foreach (var run in parts[^1].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                var ends = run.Split('-');
                var last = Number(ends[^1]);
                for (var point = Number(ends[0]); point <= last; point++)
                    looks[point] = target;
            }
        }
        return looks.ToFrozenDictionary();
    }

    private static int Number(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
