using Orleans.Runtime;

namespace Academy.Runtime.Clustering;

/// <summary>
/// Who belonged to the cluster at one version of the membership table, and thereby who owns which grain. A view is in force
/// (settled) when every silo in it has given up what the view places elsewhere; whoever is not in it can neither write
/// nor answer any more.
/// </summary>
public sealed class ClusterView
{
    private readonly SiloAddress[] _owners;
    private readonly ulong[] _hashes;

    /// <param name="version">One more at every change of the members or of a status.</param>
    /// <param name="members">In any order.</param>
    public ClusterView(long version, IEnumerable<Member> members)
    {
        Version = version;
        Members = [.. members.OrderBy(static it => it.Address.Name, StringComparer.Ordinal)];
        _owners =
        [
            .. Members.Where(static it => it is { Role: MemberRole.Silo, Status: MemberStatus.Active })
                .Select(static it => it.Address),
        ];
        _hashes = Array.ConvertAll(_owners, static it => Placement.HashOf(it.Name));
        IsSettled = Members.All(it => it.Role != MemberRole.Silo || it.Seen >= version);
    }

    /// <summary>Before the first look at the table: nobody.</summary>
    public static ClusterView Empty { get; } = new(0, []);

    /// <summary>One more at every change of the members or of a status.</summary>
    public long Version { get; }

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<Member> Members { get; }

    /// <summary>The active silos, by name: those that own grains.</summary>
    public IReadOnlyList<SiloAddress> Owners => _owners;

    /// <summary>Whether every silo in it has given up what it places elsewhere. Once true, it stays true of its version.</summary>
    public bool IsSettled { get; }

    /// <summary>Where the grain lives; null if there is no active silo.</summary>
    public SiloAddress? OwnerOf(GrainId grain)
    {
        if (_owners.Length <= 1)
        {
            return _owners is [var only] ? only : null;
        }

        var hash = Placement.HashOf(grain);
        var (best, highest) = (0, Placement.Weight(hash, _hashes[0]));
        for (var silo = 1; silo < _hashes.Length; silo++)
        {
            // Equal weights go to the first by name, so that everybody agrees even then.
            if (Placement.Weight(hash, _hashes[silo]) is var weight && weight > highest)
            {
                (best, highest) = (silo, weight);
            }
        }

        return _owners[best];
    }

    /// <summary>The member with this name and generation; null if it is none (any more).</summary>
    public Member? Find(SiloAddress address)
    {
        foreach (var member in Members)
        {
            if (member.Address.Generation == address.Generation && member.Address.Name == address.Name)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Whether there is nothing new in the other one: neither members nor acknowledgements.</summary>
    public bool IsSameAs(ClusterView other) => Version == other.Version && Members.SequenceEqual(other.Members);

    /// <inheritdoc/>
    public override string ToString() => $"version {Version}: {string.Join(", ", Members.Select(static it =>
        $"{it.Address}{(it.Role == MemberRole.Client ? " (client)" : it.Status == MemberStatus.Leaving ? " (leaving)" : "")}"))}";
}
