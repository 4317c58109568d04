using System.Text;

namespace Academy.Accounts;

/// <summary>E-mail addresses: which texts are ones, and which two are the same.</summary>
public static class EmailAddress
{
    private const int LocalPartMax = 64;

    /// <summary>
    /// Whether a text is an address that mail could go to: one @, a dotted host of letters, digits and hyphens, nothing
    /// quoted. Whether somebody reads it there, only a mail can tell.
    /// </summary>
    public static bool IsWellFormed(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= LocalPartMax
            && text.Length <= AccountLimits.EmailMax
            && IsLocalPart(text.AsSpan(0, at))
            && IsHost(text.AsSpan(at + 1));
    }

    /// <summary>The form in which addresses are compared: trimmed, lower case, composed.</summary>
    public static string Normalize(string text) => text.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();

    private static bool IsLocalPart(ReadOnlySpan<char> part)
    {
        if (part[0] == '.' || part[^1] == '.' || part.Contains("..", StringComparison.Ordinal))
            return false;
        foreach (var c in part)
        {
            if (!char.IsLetterOrDigit(c) && !"!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    private static bool IsHost(ReadOnlySpan<char> host)
    {
        var labels = 0;
        foreach (var range in host.Split('.'))
        {
            var label = host[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (var c in label)
            {
                if (!char.IsLetterOrDigit(c) && c != '-')
                    return false;
            }
            labels++;
        }
        return labels >= 2;
    }
}
