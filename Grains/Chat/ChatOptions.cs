namespace Academy.Grains.Chat;

/// <summary>Section <c>Chat</c>.</summary>
public sealed class ChatOptions
{
    /// <summary>Messages that one person may post in one room at once; 0: no limit.</summary>
    public int RateBurst { get; set; } = 20;

    /// <summary>Messages per second that one person may post in one room over a longer time.</summary>
    public double RatePerSecond { get; set; } = 5;

    /// <summary>Words that are blocked in all rooms.</summary>
    public IList<string> BlockedWords { get; } = [];

    public ChatRetention Retention { get; } = new();

    public bool IsValid => RateBurst >= 0 && (RateBurst == 0 || RatePerSecond > 0);
}

/// <summary>How long messages are kept, by type of room; null: without end.</summary>
public sealed class ChatRetention
{
    public TimeSpan? Course { get; set; }

    public TimeSpan? Direct { get; set; }

    public TimeSpan? Group { get; set; }
}
