namespace Academy.Journal;

/// <summary>Everybody's leases, by the database's clock.</summary>
public interface ILeases
{
    /// <summary>Of these, those that have no lease that still runs, and those whose process is provably gone.</summary>
    Task<IReadOnlyList<Fence>> FindEndedAsync(IReadOnlyList<Fence> of, CancellationToken cancellationToken);

    /// <summary>A name and generation for a process that neither writes nor hosts grains: it has no fence.</summary>
    Task<Fence> NewGenerationAsync(string name, CancellationToken cancellationToken);

    /// <summary>Such a process is there, and will be for this long.</summary>
    Task RenewAsync(Fence unfenced, TimeSpan lasts, CancellationToken cancellationToken);

    /// <summary>Such a process goes.</summary>
    Task EndAsync(Fence unfenced, CancellationToken cancellationToken);
}
