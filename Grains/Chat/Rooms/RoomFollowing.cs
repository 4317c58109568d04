using Academy.Commands;
using Academy.Journal.Outbox;

namespace Academy.Grains.Chat.Rooms;

/// <summary>
/// How a course's room follows what others decide. A row of the outbox says that something changed, but not how, since
/// rows come in any order and more than once. So what is true now is read, told to the room, and read again, until both
/// agree.
/// </summary>
internal static class RoomFollowing
{
    /// <summary>Attempts before the row is left for later: what the room follows may change again and again.</summary>
    private const int LooksMax = 10;

    /// <param name="read">What is true now.</param>
    /// <param name="tell">Tells the room; a refusal is final.</param>
    public static async Task<OutboxResult> FollowAsync<T>(Func<Task<T>> read, Func<T, Task<Outcome<Done>>> tell)
        where T : struct, IEquatable<T>
    {
        var current = await read();
        for (var look = 0; look < LooksMax; look++)
        {
            var told = current;
            if ((await tell(told)).Refusal is { } refusal)
                return OutboxResult.Never($"It was refused: {refusal.Code}.");
            current = await read();
            if (current.Equals(told))
                return OutboxResult.Done;
        }
        throw new InvalidOperationException("What the room is to follow changes all the time.");
    }
}
