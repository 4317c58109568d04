namespace Academy.Journal;

/// <summary>Everybody's leases, by the database's clock.</summary>
public interface ILeases
{
    /// <summary>How the leases of these processes stand; that of one without a lease has ended.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached.</exception>
    Task<IReadOnlyDictionary<string, LeaseState>> ReadAsync(
        IReadOnlyCollection<string> silos,
        CancellationToken cancellationToken
    );
}

/// <param name="Left">How long it still runs; zero or less: it has ended.</param>
/// <param name="IsHolderGone">The process that held it runs no more, as this machine can see.</param>
public readonly record struct LeaseState(TimeSpan Left, bool IsHolderGone)
{
    public bool HasEnded => IsHolderGone || Left <= TimeSpan.Zero;
}
