using Academy.Accounts;
using Academy.Chat.Presence;

namespace Academy.Grains.Chat.Presence;

/// <summary>Who is typing in a room. Pure: the time is a parameter.</summary>
internal sealed class TypingTracker
{
    private readonly Dictionary<UserId, DateTimeOffset> until = [];
    private DateTimeOffset toldAt;

    public int Count => until.Count;

    /// <summary>When the next of them expires, unless they go on typing.</summary>
    public DateTimeOffset? NextExpiry => until.Count == 0 ? null : until.Values.Min();

    /// <summary>True if the others are to be signalled.</summary>
    public bool Note(UserId user, bool isTyping, DateTimeOffset now)
    {
        if (!isTyping)
            return until.Remove(user);
        var isNew = !until.ContainsKey(user);
        until[user] = now + PresenceLimits.TypingExpiry;
        return isNew || now - toldAt >= PresenceLimits.TypingRepeat;
    }

    /// <summary>Removes who has stopped; true if the others are to be signalled.</summary>
    public bool Expire(DateTimeOffset now)
    {
        var stopped = until.Where(typer => typer.Value <= now).Select(typer => typer.Key).ToArray();
        foreach (var user in stopped)
            until.Remove(user);
        return stopped.Length > 0;
    }

    /// <summary>The people to name in the signal that is sent now.</summary>
    public IReadOnlyList<UserId> Tell(DateTimeOffset now)
    {
        toldAt = now;
        return [.. until.OrderBy(typer => typer.Value).Select(typer => typer.Key).Take(PresenceLimits.TypersNamed)];
    }
}
