namespace Academy.Links;

/// <summary>
/// Where a link that somebody sets may lead: to the web. One rule for lessons, messages and whatever else has links.
/// </summary>
public static class WebAddress
{
    private const int LengthMax = 2_000;

    /// <summary>Schemes by which a page does something, or shows what is no page of the web.</summary>
    private static readonly string[] Active = ["javascript", "vbscript", "data", "blob", "filesystem", "file"];

    /// <summary>Control characters and the blank.</summary>
    private static readonly char[] Blanks = [.. Enumerable.Range(0, ' ' + 1).Select(code => (char)code)];

    /// <summary>
    /// The address in full, or null for what is none: other schemes, addresses relative to where they are shown, and
    /// those with a user's name, which serve to look like another's.
    /// </summary>
    public static string? Of(string? url) =>
        Parse(url) is { } uri && IsOfWeb(uri) && uri.UserInfo.Length == 0 && uri.Host.Length > 0
            ? uri.AbsoluteUri
            : null;

    /// <summary>The same; an address of mail is one, too.</summary>
    public static string? OrMail(string? url) =>
        Of(url) ?? (Parse(url) is { } uri && uri.Scheme == Uri.UriSchemeMailto ? uri.AbsoluteUri : null);

    /// <summary>
    /// Whether a field that may have an address or words has an address that does not lead to the web, as browsers read
    /// it: without the line ends and tabs in it, and the blanks around it.
    /// </summary>
    public static bool IsOfAnotherScheme(string text)
    {
        var read = string.Concat(text.Where(c => c is not ('\t' or '\n' or '\r'))).Trim(Blanks);
        var colon = read.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !Uri.CheckSchemeName(read[..colon]))
            return false;
        var scheme = read[..colon].ToLowerInvariant();
        return scheme != Uri.UriSchemeHttp
            && scheme != Uri.UriSchemeHttps
            && (Active.Contains(scheme) || read.AsSpan(colon + 1).StartsWith("//"));
    }

    private static Uri? Parse(string? url) =>
        url is { Length: > 0 and <= LengthMax } && Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : null;

    private static bool IsOfWeb(Uri uri) => uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;
}
