using Academy.Simulation.Tests.Nodes;

namespace Academy.Simulation.Tests;

/// <summary>Harm that is the same to one process and to several.</summary>
internal static class NemesisDeeds
{
    /// <summary>As long as an owner remembers a watch that is not renewed.</summary>
    private static readonly TimeSpan Deaf = TimeSpan.FromSeconds(10);

    /// <summary>Nothing that owners push reaches the node; it finds out when it renews its watches.</summary>
    public static async Task DeafenAsync(this AcademyWorld academy, Node? node)
    {
        if (node is null)
            return;
        academy.History.Remark(node.Name, "hears no push");
        node.IsDeaf = true;
        await academy.Delay(Deaf);
        node.IsDeaf = false;
    }

    /// <summary>Streams get other owners while they are written and while their watches are renewed.</summary>
    public static async Task MoveAsync(this AcademyWorld academy, Node? node)
    {
        if (node is null)
            return;
        academy.History.Remark(node.Name, "gives up its grains");
        for (var times = academy.World.Chance.Between(1, 5); times > 0; times--)
        {
            node.Machine.Run(() =>
            {
                foreach (var activation in node.Activations.ToArray())
                    activation.Deactivate("It moves.");
            });
            await academy.Delay(academy.World.Chance.Milliseconds(0, 1_000));
        }
    }
}
