using System.Globalization;
using System.Text;
using Academy.Unicode;

namespace Academy.Accounts;

/// <summary>E-mail addresses: which texts are ones, and which two are the same.</summary>
public static class EmailAddress
{
    private const int LocalPartMax = 64;
    private const int LabelMax = 63;

    /// <summary>UTS #46, non-transitional: what browsers and mail programs make of a host's name.</summary>
    private static readonly IdnMapping Hosts = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// Whether a text is an address that mail could go to: one @, a dotted host, nothing quoted. Whether somebody reads
    /// it there, only a mail can tell.
    /// </summary>
    public static bool IsWellFormed(string text) =>
        text.Length <= AccountLimits.EmailMax
        && TrySplit(text, out var local, out var host)
        && IsLocalPart(local)
        && AsciiHost(host) is not null;

    /// <summary>
    /// The form in which addresses are compared: trimmed, lower case, composed; the host as it is asked for in DNS.
    /// </summary>
    public static string Normalize(string text)
    {
        var composed = Compose(text);
        return TrySplit(composed, out var local, out var host) && AsciiHost(host) is { } ascii
            ? $"{local.ToLowerInvariant()}@{ascii}"
            : composed.ToLowerInvariant();
    }

    /// <summary>
    /// Under which forms an address may have been reserved before it was compared by <see cref="Normalize"/>: as it was
    /// typed, in lower case. As it is typed now comes first.
    /// </summary>
    public static IReadOnlyList<string> FormerForms(string text)
    {
        var typed = text.Trim();
        if (Ascii.IsValid(typed) && !typed.Contains("xn--", StringComparison.OrdinalIgnoreCase))
            return [];
        var forms = new List<string> { typed, Compose(typed), typed.InForm(NormalizationForm.FormD) };
        if (TrySplit(Compose(typed), out var local, out var host) && AsciiHost(host) is { } ascii)
            forms.AddRange([$"{local}@{ascii}", $"{local}@{Hosts.GetUnicode(ascii)}"]);
        return [.. forms.Select(form => form.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
    }

    private static string Compose(string text) => text.Trim().InForm(NormalizationForm.FormC);

    private static bool TrySplit(string text, out string local, out string host)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        (local, host) = at > 0 ? (text[..at], text[(at + 1)..]) : ("", "");
        return at > 0;
    }

    private static bool IsLocalPart(string part)
    {
        if (part.Length > LocalPartMax || part[0] == '.' || part[^1] == '.')
            return false;
        if (part.Contains("..", StringComparison.Ordinal))
            return false;
        Rune[] runes = [.. part.EnumerateRunes()];
        return !TextFolding.IsMark(runes[0]) && Enumerable.Range(0, runes.Length).All(at => MayStand(runes, at));
    }

    private static bool MayStand(Rune[] runes, int at) =>
        runes[at].IsAscii
            ? Rune.IsLetterOrDigit(runes[at])
                || "!#$%&'*+-/=?^_`{|}~.".Contains((char)runes[at].Value, StringComparison.Ordinal)
            : Rune.IsLetterOrDigit(runes[at])
                || TextFolding.IsMark(runes[at])
                || Joining.IsJoiner(runes[at]) && Joining.MayStand(runes, at);

    /// <summary>Null when it is the name of no host that mail could go to.</summary>
    private static string? AsciiHost(string host)
    {
        try
        {
            var ascii = Hosts.GetAscii(host).ToLowerInvariant();
            return IsHost(ascii) ? ascii : null;
        }
        catch (ArgumentException)
        {
            // What UTS #46 does not allow.
            return null;
        }
    }

    private static bool IsHost(string ascii)
    {
        var labels = ascii.Split('.');
        return labels.Length >= 2 && Array.TrueForAll(labels, IsLabel);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LabelMax
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
