using Academy.Simulation.Tests.Nodes;
using Academy.Simulation.Tests.Worlds;
using Orleans.Runtime;

namespace Academy.Simulation.Tests.Silos;

/// <summary>
/// Where grains live, and only eventually right, as Orleans's directory is: each silo remembers what it once heard and
/// believes who it takes for a member, and now and then an entry is lost while its activation lives. So two silos may
/// hold the same stream for a while.
/// </summary>
internal sealed class ModelDirectory(World world)
{
    /// <summary>How long two activations of one grain stand beside each other, at most.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Dictionary<GrainId, Node> registered = [];
    private readonly Dictionary<GrainId, long> healed = [];

    /// <summary>Where a grain lived when it was made anew elsewhere; it may live there still, and be behind.</summary>
    private readonly Dictionary<GrainId, HashSet<Node>> forgotten = [];

    /// <summary>One new entry in so many is not found by the next who looks; 0: all are.</summary>
    public int Forgetting { get; set; }

    /// <summary>Where this node sends a call for the grain.</summary>
    public Node Find(GrainId id, Node asker)
    {
        if (asker.Holds(id))
            return asker;
        if (asker.Remembered.TryGetValue(id, out var remembered) && !asker.TakesForDead(remembered))
            return remembered;
        var isFound = registered.TryGetValue(id, out var found) && !asker.TakesForDead(found);
        if (!isFound || (Forgetting > 0 && world.Chance.OneIn(Forgetting)))
        {
            var next = world.Chance.Pick(asker.Believed());
            if (found is { IsGone: false } && found != next)
                ForgottenAt(id).Add(found);
            registered[id] = found = next;
        }
        return asker.Remembered[id] = found!;
    }

    /// <summary>Two silos held the grain until a moment ago, or one holds it that another took it over from.</summary>
    public bool WasHeldTwice(GrainId id) =>
        (healed.TryGetValue(id, out var at) && world.Now - at < (Look * 3).Ticks) || ForgottenAt(id).Count > 0;

    private HashSet<Node> ForgottenAt(GrainId id)
    {
        if (!forgotten.TryGetValue(id, out var nodes))
            forgotten[id] = nodes = [];
        nodes.RemoveWhere(node => !node.Holds(id));
        return nodes;
    }

    /// <summary>Everybody who knows better forgets what was said of the grain.</summary>
    public void Forget(GrainId id, Node node)
    {
        if (registered.GetValueOrDefault(id) == node)
            registered.Remove(id);
    }

    /// <summary>
    /// Finds grains that two living silos hold, and ends both activations, so that the next one loads. Orleans may end
    /// one alone; what the one that stays does not know then is not covered here.
    /// </summary>
    public async Task HealAsync(Machine machine, Func<IEnumerable<Node>> living, Func<bool> isOver)
    {
        while (!isOver())
        {
            await Task.Delay(Look, machine.Clock);
            foreach (var node in living().ToArray())
            {
                foreach (var (id, at) in node.Remembered.ToArray())
                {
                    if (registered.TryGetValue(id, out var right) && right != at)
                        node.Remembered.Remove(id);
                }
                foreach (var activation in node.Activations.ToArray())
                {
                    if (!registered.TryGetValue(activation.Id, out var right))
                        registered[activation.Id] = node;
                    else if (right != node && !node.TakesForDead(right))
                    {
                        healed[activation.Id] = world.Now;
                        node.Machine.Run(() => activation.Deactivate("It lives elsewhere, too."));
                        right.Machine.Run(() => right.End(activation.Id));
                    }
                }
            }
        }
    }
}
