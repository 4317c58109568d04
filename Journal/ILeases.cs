namespace Academy.Journal;

/// <summary>The leases of all processes, by the database's clock.</summary>
public interface ILeases
{
    /// <summary>The leases of these processes. A process without a lease counts as one whose lease has ended.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached.</exception>
    Task<IReadOnlyDictionary<string, LeaseState>> ReadAsync(
        IReadOnlyCollection<string> silos,
        CancellationToken cancellationToken
    );
}

/// <param name="Left">The time until it ends; zero or less if it has ended.</param>
/// <param name="IsHolderGone">This machine can tell that the holder's process has ended.</param>
public readonly record struct LeaseState(TimeSpan Left, bool IsHolderGone)
{
    public bool HasEnded => IsHolderGone || Left <= TimeSpan.Zero;
}
