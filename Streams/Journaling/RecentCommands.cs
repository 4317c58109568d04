using Academy.Journal;

namespace Academy.Streams.Journaling;

/// <summary>The latest commands that an activation accepted, so that an ordinary repeat needs no database.</summary>
internal sealed class RecentCommands
{
    private const int CommandsMax = 64;

    private readonly Dictionary<(string Actor, string Id), (string RequestHash, ReadOnlyMemory<byte> Answer)> answers =
    [];
    private readonly Queue<(string Actor, string Id)> order = [];

    public bool TryFind(string actor, string id, out (string RequestHash, ReadOnlyMemory<byte> Answer) command) =>
        answers.TryGetValue((actor, id), out command);

    /// <summary>All of them, oldest first, for an activation elsewhere.</summary>
    public IEnumerable<(string Actor, CommandRecord Command)> All =>
        order.Select(id => (id.Actor, new CommandRecord(id.Id, answers[id].RequestHash, answers[id].Answer)));

    public void Remember(string actor, CommandRecord command)
    {
        if (!answers.TryAdd((actor, command.CommandId), (command.RequestHash, command.Answer)))
            return;
        order.Enqueue((actor, command.CommandId));
        if (order.Count > CommandsMax)
            answers.Remove(order.Dequeue());
    }

    public void Clear()
    {
        answers.Clear();
        order.Clear();
    }
}
