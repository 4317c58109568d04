using Academy.Journal;
using Orleans.Configuration;

namespace Academy.Silo.Clustering;

/// <summary>
/// How soon a silo that says nothing is taken for dead. Lease, heartbeat and probes belong together: the lease is the
/// fast detector, Orleans's probes are the one behind it, for a silo that has the database but cannot be reached.
/// </summary>
internal sealed record Failover(string Name, TimeSpan Lease, TimeSpan Heartbeat, TimeSpan Probe)
{
    /// <summary>
    /// A dead machine costs about five seconds; three silos or more, on machines with processors to spare.
    /// </summary>
    public static readonly Failover Fast = new(
        "fast",
        TimeSpan.FromSeconds(4),
        TimeSpan.FromSeconds(0.8),
        TimeSpan.FromSeconds(1)
    );

    /// <summary>A dead machine costs about fifteen seconds; a starved one lives on.</summary>
    public static readonly Failover Tolerant = new(
        "tolerant",
        TimeSpan.FromSeconds(12),
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(5)
    );

    /// <summary>Set by the images of .NET.</summary>
    private const string InContainer = "DOTNET_RUNNING_IN_CONTAINER";

    /// <exception cref="SettingException">There is no such profile.</exception>
    public static Failover Of(string? given) =>
        given switch
        {
            null or "" => Environment.GetEnvironmentVariable(InContainer) is "true" or "1" ? Tolerant : Fast,
            _ when given.Equals(Fast.Name, StringComparison.OrdinalIgnoreCase) => Fast,
            _ when given.Equals(Tolerant.Name, StringComparison.OrdinalIgnoreCase) => Tolerant,
            _ => throw new SettingException(
                $"Cluster__Failover must be {Fast.Name} or {Tolerant.Name}; it is '{given}'."
            ),
        };

    public void Apply(JournalOptions journal) => (journal.Lease, journal.Heartbeat) = (Lease, Heartbeat);

    public void Apply(ClusterMembershipOptions membership)
    {
        // A probe never waits for longer: what is gained by the lease would be lost by the probes of the rest.
        (membership.ProbeTimeout, membership.MaxProbeTimeout) = (Probe, Probe);
        (membership.NumMissedProbesLimit, membership.NumVotesForDeathDeclaration) = (3, 2);
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(2);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }
}
