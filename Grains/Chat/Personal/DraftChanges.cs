using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;

namespace Academy.Grains.Chat.Personal;

/// <summary>
/// Changes that one write takes up: of each room the latest. Whoever asked for one of them waits for that write.
/// </summary>
internal sealed class DraftChanges
{
    private readonly TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<RoomId, (Draft? Draft, DateTimeOffset At)> latest = [];
    private readonly List<CommandKey> commands = [];

    /// <summary>Null: the room's draft is cleared.</summary>
    public IReadOnlyDictionary<RoomId, (Draft? Draft, DateTimeOffset At)> Latest => latest;

    public IReadOnlyList<CommandKey> Commands => commands;

    /// <summary>Done when the write is; fails as it did.</summary>
    public Task Stored => stored.Task;

    public void Note(RoomId room, Draft? draft, CommandKey? key, DateTimeOffset at)
    {
        latest[room] = (draft, at);
        if (key is not null)
            commands.Add(key);
    }

    public void Succeed() => stored.SetResult();

    public void Fail(Exception cause) => stored.SetException(cause);
}
