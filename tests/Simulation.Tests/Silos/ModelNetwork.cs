using Academy.Simulation.Tests.Nodes;
using Academy.Simulation.Tests.Worlds;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Academy.Simulation.Tests.Silos;

/// <summary>
/// The network between silos: calls and answers take time, wait while one of the two is cut off or stands still, and
/// arrive afterwards; or their connection breaks. The caller waits for so long, and knows no more then than that there
/// was no answer.
/// </summary>
internal sealed class ModelNetwork(World world)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2.5);

    private readonly HashSet<Node> cut = [];
    private readonly Dictionary<SiloAddress, Node> nodes = [];

    public Machine Machine { get; } = new(world, 2, "network");

    private Chance Chance => world.Chance;

    /// <summary>One call in so many is lost with its connection, before or after it was done; 0: none.</summary>
    public int Breaking { get; set; }

    /// <summary>Nobody hears anything of it, nor it of anybody.</summary>
    public void Cut(Node node) => cut.Add(node);

    public void Mend() => cut.Clear();

    public void Add(SiloAddress silo, Node node) => nodes[silo] = node;

    /// <summary>Whether a probe of one is answered by the other.</summary>
    public bool Hears(SiloAddress one, SiloAddress other) =>
        nodes.TryGetValue(one, out var from)
        && nodes.TryGetValue(other, out var to)
        && !to.IsGone
        && !IsSilent(from, to);

    public async Task<Response> CallAsync(Node from, Node to, Func<Task<Response>> call)
    {
        var answered = new TaskCompletionSource<Response>();
        _ = Machine.Run(() => CarryAsync(from, to, call, answered));
        await Task.WhenAny(answered.Task, to.Gone, Task.Delay(AnswerMax, from.Machine.Clock));
        if (answered.Task.IsCompleted)
            return await answered.Task;
        if (!to.IsGone)
            return Response.FromException(new TimeoutException($"No answer of {to.Name} within {AnswerMax}."));
        await Task.Delay(Chance.Milliseconds(0, 50), from.Machine.Clock);
        return Response.FromException(Lost(to));
    }

    /// <summary>Something that nobody waits for, and that may be lost.</summary>
    public void Push(Node from, Node to, Action push) =>
        _ = Machine.Run(async () =>
        {
            if (await ArrivesAsync(from, to))
                to.Machine.Run(push);
        });

    private async Task CarryAsync(
        Node from,
        Node to,
        Func<Task<Response>> call,
        TaskCompletionSource<Response> answered
    )
    {
        if (!await ArrivesAsync(from, to))
        {
            answered.TrySetResult(Response.FromException(Lost(to)));
            return;
        }
        var response = await to.Machine.Run(call);
        answered.TrySetResult(await ArrivesAsync(to, from) ? response : Response.FromException(Lost(to)));
    }

    private async Task<bool> ArrivesAsync(Node from, Node to)
    {
        await Task.Delay(Chance.Milliseconds(0, 1), Machine.Clock);
        while (IsSilent(from, to) && !from.IsGone && !to.IsGone)
            await Task.Delay(Look, Machine.Clock);
        return !from.IsGone && !to.IsGone && !(Breaking > 0 && Chance.OneIn(Breaking));
    }

    private bool IsSilent(Node from, Node to) =>
        cut.Contains(from) || cut.Contains(to) || from.Machine.IsPaused || to.Machine.IsPaused;

    private static SiloUnavailableException Lost(Node node) => new($"The connection to {node.Name} was lost.");
}
