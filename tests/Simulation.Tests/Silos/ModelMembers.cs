using System.Collections.Immutable;
using Academy.Simulation.Tests.Worlds;
using Orleans.Runtime;

namespace Academy.Simulation.Tests.Silos;

/// <summary>Orleans's table of members: what is written in it is so, and who looks at it late knows late.</summary>
internal sealed class ModelMembers(World world)
{
    private readonly Dictionary<SiloAddress, HashSet<SiloAddress>> suspicions = [];
    private ImmutableDictionary<SiloAddress, ClusterMember> members = ImmutableDictionary<
        SiloAddress,
        ClusterMember
    >.Empty;
    private TaskCompletionSource changed = New();
    private int version;

    public ClusterMembershipSnapshot Snapshot { get; private set; } =
        new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(0));

    /// <summary>Done at the next change.</summary>
    public Task Changed => changed.Task;

    public SiloStatus StatusOf(SiloAddress silo) =>
        members.TryGetValue(silo, out var member) ? member.Status : SiloStatus.None;

    /// <summary>A silo that is dead stays so.</summary>
    public void Write(SiloAddress silo, SiloStatus status)
    {
        if (StatusOf(silo) is SiloStatus.Dead || StatusOf(silo) == status)
            return;
        members = members.SetItem(silo, new ClusterMember(silo, status, $"silo-{silo.Generation}"));
        Snapshot = new(members, new MembershipVersion(++version));
        world.Trace($"{silo} {status}");
        var before = changed;
        changed = New();
        before.SetResult();
    }

    /// <summary>One silo calls another dead; whoever is dead has no say.</summary>
    public void Kill(SiloAddress by, SiloAddress silo)
    {
        if (StatusOf(by) is not SiloStatus.Dead && StatusOf(silo) is not SiloStatus.None)
            Write(silo, SiloStatus.Dead);
    }

    /// <summary>One silo's probes of another are not answered; of more than two silos, two have to say so.</summary>
    public void Suspect(SiloAddress by, SiloAddress silo)
    {
        if (StatusOf(by) is SiloStatus.Dead || StatusOf(silo) is not SiloStatus.Active)
            return;
        if (!suspicions.TryGetValue(silo, out var votes))
            suspicions[silo] = votes = [];
        votes.Add(by);
        var active = members.Values.Count(member => member.Status == SiloStatus.Active);
        if (votes.Count >= Math.Min(2, (active + 1) / 2))
            Write(silo, SiloStatus.Dead);
    }

    private static TaskCompletionSource New() => new();
}
