namespace Academy.Calls;

/// <summary>How long calls may take, where that is longer than usual: for <c>[ResponseTimeout]</c>.</summary>
public static class CallTimes
{
    /// <summary>What takes long by nature: it hashes a password, rewrites rows, or calls many others.</summary>
    public const string Long = "00:00:30";

    /// <summary>What waits for its turn, because it is done only every so often.</summary>
    public const string Paced = "00:00:08";
}
