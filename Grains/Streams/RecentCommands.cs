using Academy.Commands;
using Academy.Journal;

namespace Academy.Grains.Streams;

/// <summary>The latest commands that an activation accepted, so that an ordinary repeat needs no database.</summary>
internal sealed class RecentCommands
{
    private const int CommandsMax = 64;

    private readonly Dictionary<(string Actor, string Id), (string RequestHash, ReadOnlyMemory<byte> Answer)> answers = [];
    private readonly Queue<(string Actor, string Id)> order = [];

    public bool TryFind(string actor, string id, out (string RequestHash, ReadOnlyMemory<byte> Answer) command) =>
        answers.TryGetValue((actor, id), out command) && !PlantedFault.Is(Fault.NoDeduplication);

    public void Remember(string actor, CommandKey key, ReadOnlyMemory<byte> answer)
    {
        if (!answers.TryAdd((actor, key.Id), (key.RequestHash, answer)))
            return;
        order.Enqueue((actor, key.Id));
        if (order.Count > CommandsMax)
            answers.Remove(order.Dequeue());
    }
}
