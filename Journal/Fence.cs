namespace Academy.Journal;

/// <summary>
/// This process's right to write: rows that every batch locks. A process that takes over removes them first, which
/// waits for batches in flight.
/// </summary>
/// <param name="Silo">Name of the process in the cluster.</param>
/// <param name="Generation">Unique per start, ascending.</param>
public sealed record Fence(string Silo, long Generation);

/// <summary>The fence of this process.</summary>
public interface IFence
{
    /// <summary>Known after start.</summary>
    Fence Own { get; }

    /// <summary>Completes when a batch or a heartbeat found the fence gone. This process must stop then.</summary>
    Task Lost { get; }
}

/// <summary>The fences of all processes.</summary>
public interface IFences
{
    /// <summary>
    /// Removes a process's right to write, and waits until its right to answer has ended. When this returns, everything
    /// that it wrote can be loaded, it can write nothing more, and it no longer answers.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached; the fence may still be
    /// there.</exception>
    Task RemoveAsync(Fence fence, CancellationToken cancellationToken);
}
