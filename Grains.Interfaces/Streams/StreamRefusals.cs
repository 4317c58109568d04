namespace Academy.Streams;

/// <summary>Reasons why a subscription is refused.</summary>
public static class StreamRefusals
{
    /// <summary>There is no such stream, or the viewer may not see it: he is not told which.</summary>
    public const string NotAllowed = "stream.not-allowed";
}
