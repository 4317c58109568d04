namespace Academy.Chat.Presence;

/// <summary>How often a room tells what is only true now, and how long it believes it.</summary>
public static class PresenceLimits
{
    /// <summary>Who types is told at most this often.</summary>
    public static readonly TimeSpan TypingInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Who does not say again that he types has stopped.</summary>
    public static readonly TimeSpan TypingExpiry = TimeSpan.FromSeconds(6);

    /// <summary>Who types is told again after this, while somebody goes on: a signal may be lost.</summary>
    public static readonly TimeSpan TypingRepeat = TimeSpan.FromSeconds(3);

    /// <summary>People who are named as typing; the count goes on.</summary>
    public const int TypersNamed = 10;

    public static readonly TimeSpan ReadsInterval = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan PresenceInterval = TimeSpan.FromSeconds(1);
}
