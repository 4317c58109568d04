namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>Where a link in a message may lead.</summary>
internal static class LinkTarget
{
    private const int LengthMax = 2_000;

    /// <summary>
    /// The address in full, or null for what is none: other schemes, addresses relative to where they are shown, and
    /// those with a user's name, which serve to look like another's.
    /// </summary>
    public static string? Of(string? url) =>
        url is { Length: > 0 and <= LengthMax }
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (
            uri.Scheme == Uri.UriSchemeMailto
            || (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0
        )
            ? uri.AbsoluteUri
            : null;
}
