namespace Academy.Streams;

/// <summary>Reasons why a subscription is refused, or ends.</summary>
public static class StreamRefusals
{
    /// <summary>
    /// No stream is called so: a name is <c>{kind}:{id}</c> in lower case, a UUID in it has 36 characters.
    /// </summary>
    public const string NameInvalid = "stream.name-invalid";

    /// <summary>There is no such stream, or the viewer may not see it: they are not told which.</summary>
    public const string NotAllowed = "stream.not-allowed";

    /// <summary>The connection has as many subscriptions as it may have.</summary>
    public const string TooMany = "stream.too-many";

    /// <summary>The subscription was ended by its own connection before it was answered.</summary>
    public const string Unsubscribed = "stream.unsubscribed";

    /// <summary>What the viewer may see has changed: subscribe again, and be told.</summary>
    public const string AccessChanged = "stream.access-changed";

    /// <summary>The stream went on elsewhere (a restored database, a jump too far): subscribe again.</summary>
    public const string Reset = "stream.reset";
}
