namespace Academy.Links;

/// <summary>
/// Where a link that somebody sets may lead: to the web. One rule for lessons, messages and whatever else has links.
/// </summary>
public static class WebAddress
{
    private const int LengthMax = 2_000;

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

    /// <summary>Whether a text is an address of another scheme, for a field that may have an address or words.</summary>
    public static bool IsOfAnotherScheme(string text) =>
        !text.Any(char.IsWhiteSpace)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && text.StartsWith($"{uri.Scheme}:", StringComparison.OrdinalIgnoreCase)
        && !IsOfWeb(uri);

    private static Uri? Parse(string? url) =>
        url is { Length: > 0 and <= LengthMax } && Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : null;

    private static bool IsOfWeb(Uri uri) => uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;
}
