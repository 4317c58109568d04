namespace Academy.Runtime.Clustering;

/// <summary>
/// The one place where the cluster's members stand. Each change of the set or of a status is atomic and adds one to the version; reads
/// see one version whole. A member's heartbeat is its lease (a client's, its row), by the table's own clock.
/// </summary>
public interface IMembershipTable
{
    /// <summary>Adds a process, or puts it in the place of an earlier one of its name, which must have been fenced by then.</summary>
    /// <param name="self">Who joins.</param>
    /// <param name="role">What it does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ClusterView> JoinAsync(SiloAddress self, MemberRole role, CancellationToken cancellationToken);

    /// <summary>The newest version.</summary>
    Task<ClusterView> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Says that a silo has given up what a version places elsewhere. Nothing if the silo is no member any more.</summary>
    Task AcknowledgeAsync(SiloAddress self, long version, CancellationToken cancellationToken);

    /// <summary>Takes a silo out of placement; it stays a member until it has handed over.</summary>
    Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken);

    /// <summary>The process itself goes; it neither writes nor answers any more.</summary>
    Task RemoveAsync(SiloAddress self, CancellationToken cancellationToken);

    /// <summary>Members whose lease has ended, or who are provably gone.</summary>
    Task<IReadOnlyList<SiloAddress>> FindDeadAsync(CancellationToken cancellationToken);

    /// <summary>Removes a dead member: first its fence, which waits for what it still writes, then its row. When this
    /// returns true, the member can neither write nor answer any more.</summary>
    /// <returns>False: it lives, or somebody else took it over.</returns>
    Task<bool> TakeOverAsync(SiloAddress member, CancellationToken cancellationToken);

    /// <summary>A client says that it is still there.</summary>
    Task BeatAsync(SiloAddress client, CancellationToken cancellationToken);

    /// <summary>Returns as soon as the table may differ from a view (an acknowledgement is a difference, too), or after a while.</summary>
    Task WaitForChangeAsync(ClusterView known, TimeSpan atMost, CancellationToken cancellationToken);
}
