using Npgsql;

namespace Academy.Journal.Hosting;

/// <summary>
/// A condition of the start. It is checked when the database has every migration, and before this process may write.
/// </summary>
public interface IStartCheck
{
    /// <exception cref="InvalidOperationException">The process must not start; the message is one line.</exception>
    Task CheckAsync(NpgsqlDataSource database, CancellationToken cancellationToken);
}
