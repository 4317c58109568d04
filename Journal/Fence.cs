namespace Academy.Journal;

/// <summary>
/// This process's right to write: rows that every batch holds and that whoever takes over removes first.
/// </summary>
/// <param name="Silo">Name of the process in the cluster.</param>
/// <param name="Generation">Unique per start, ascending.</param>
public sealed record Fence(string Silo, long Generation);

/// <summary>The fence of this process.</summary>
public interface IFence
{
    /// <summary>Known after start.</summary>
    Fence Own { get; }

    /// <summary>Completes when a batch found the fence gone: this process must stop.</summary>
    Task Lost { get; }
}

/// <summary>Everybody's fences.</summary>
public interface IFences
{
    /// <summary>
    /// Takes away a process's right to write, and waits until its right to answer has ended. When this returns, what it
    /// has written is there to be loaded, nothing can follow, and it tells nobody anything any more.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached; the fence may still
    /// stand.</exception>
    Task RemoveAsync(Fence fence, CancellationToken cancellationToken);
}
