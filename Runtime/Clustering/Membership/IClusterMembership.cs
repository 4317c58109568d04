using Orleans.Runtime;

namespace Academy.Runtime.Clustering;

/// <summary>What a process knows of its cluster.</summary>
public interface IClusterMembership
{
    /// <summary>What a process exits with that was declared dead: its supervisor starts it again, as a new member.</summary>
    public const int RemovedExitCode = 3;

    /// <summary>The newest view that this process has adopted.</summary>
    ClusterView View { get; }

    /// <summary>This process; null before it has joined.</summary>
    SiloAddress? Self { get; }

    /// <summary>Completes when this process was declared dead: it must end.</summary>
    Task Removed { get; }

    /// <summary>From now on tells when a view was adopted, or came into force: in order, one at a time. Listeners must be quick and not
    /// throw.</summary>
    IDisposable OnChange(Action<ClusterView> listener);

    /// <summary>Somebody cannot be reached: looks at once whether it is dead. Costs nothing if often repeated.</summary>
    void Suspect(SiloAddress member);

    /// <summary>Somebody knows a newer view than <see cref="View"/>: looks at once.</summary>
    void Refresh();

    /// <summary>Returns a view newer than <paramref name="version"/> as soon as there is one, and looks for it at once.</summary>
    Task<ClusterView> NewerThanAsync(long version, CancellationToken cancellationToken);

    /// <summary>Whether this silo owns the grain and nobody else can still have it: an activation may be made and served.</summary>
    bool MayActivate(GrainId grain);

    /// <summary>Completes when <see cref="MayActivate"/> became true of a grain that this silo owns, or when the grain became somebody else's
    /// (then false).</summary>
    ValueTask<bool> ReadyForAsync(GrainId grain, CancellationToken cancellationToken);
}
