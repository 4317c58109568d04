using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;

namespace Academy.Grains.Chat.Personal;

/// <summary>
/// The changes of one write: the latest of each room. All callers who asked for them wait for that write.
/// </summary>
internal sealed class DraftChanges
{
    private readonly TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<RoomId, (Draft? Draft, DateTimeOffset At)> latest = [];
    private readonly List<CommandKey> commands = [];

    /// <summary>Null: the room's draft is cleared.</summary>
    public IReadOnlyDictionary<RoomId, (Draft? Draft, DateTimeOffset At)> Latest => latest;

    public IReadOnlyList<CommandKey> Commands => commands;

    /// <summary>Completes with the write, or fails with its error.</summary>
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
