using Npgsql;

namespace Academy.Journal.Projections;

/// <summary>
/// Loads what projections need for a whole rebuild. The vault loads every person's key, because a projection cannot
/// wait for one.
/// </summary>
public interface IRebuildPreparation
{
    /// <param name="connection">The rebuild's connection, within its transaction.</param>
    /// <param name="cancellationToken">Stops the rebuild.</param>
    /// <returns>Disposed of when the rebuild has ended.</returns>
    Task<IDisposable> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken);
}
