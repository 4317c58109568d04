namespace Academy.Grains.Chat;

/// <summary>Section <c>Chat</c>.</summary>
public sealed class ChatOptions
{
    /// <summary>Messages that one person may write in one room at once; 0: as many as he likes.</summary>
    public int RateBurst { get; set; } = 20;

    /// <summary>And per second, for as long as he likes.</summary>
    public double RatePerSecond { get; set; } = 5;

    /// <summary>Words that no room allows.</summary>
    public IList<string> BlockedWords { get; } = [];

    public ChatRetention Retention { get; } = new();

    public bool IsValid => RateBurst >= 0 && (RateBurst == 0 || RatePerSecond > 0);
}

/// <summary>How long messages are kept, per type of room; null: for ever.</summary>
public sealed class ChatRetention
{
    public TimeSpan? Course { get; set; }

    public TimeSpan? Direct { get; set; }

    public TimeSpan? Group { get; set; }
}
