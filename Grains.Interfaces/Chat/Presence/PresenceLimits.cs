namespace Academy.Chat.Presence;

/// <summary>How often a room signals typing, presence and reads, and when typing expires.</summary>
public static class PresenceLimits
{
    /// <summary>Typing is signalled at most this often.</summary>
    public static readonly TimeSpan TypingInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Who has not sent typing again within this time has stopped.</summary>
    public static readonly TimeSpan TypingExpiry = TimeSpan.FromSeconds(6);

    /// <summary>Typing is signalled again after this time, since a signal may be lost.</summary>
    public static readonly TimeSpan TypingRepeat = TimeSpan.FromSeconds(3);

    /// <summary>People whom a typing signal names; its count includes the others.</summary>
    public const int TypersNamed = 10;

    public static readonly TimeSpan ReadsInterval = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan PresenceInterval = TimeSpan.FromSeconds(1);
}
