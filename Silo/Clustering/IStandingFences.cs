using Academy.Journal;

namespace Academy.Silo.Clustering;

/// <summary>What the membership says of the silo that a fence is for.</summary>
internal enum MemberStanding
{
    /// <summary>Nothing: it has not joined yet, or never will.</summary>
    Unknown,

    /// <summary>It joins, or has joined.</summary>
    Living,

    /// <summary>It is stopping.</summary>
    Leaving,

    Dead,
}

internal readonly record struct StandingFence(Fence Fence, MemberStanding Standing, bool HasLeaseEnded);

/// <summary>
/// The fences that stand, and the leases that run though their fence is gone already, beside what the table of members
/// says at the same time.
/// </summary>
internal interface IStandingFences
{
    /// <summary>Read after the call; those of living members may be left out.</summary>
    /// <exception cref="JournalUnavailableException">The database, or the table, cannot be reached.</exception>
    Task<IReadOnlyList<StandingFence>> ReadAsync(CancellationToken cancellationToken);
}
