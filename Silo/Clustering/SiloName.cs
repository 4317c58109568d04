using Academy.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Silo.Clustering;

/// <summary>
/// Holds the silo's name in the database for as long as the process lives, so that a second process started by mistake
/// is turned away instead of fencing the first. PostgreSQL lets go of the name when the process dies, however it dies.
/// </summary>
internal sealed class SiloName(IOptions<JournalOptions> journal, TimeProvider clock) : IHostedService, IAsyncDisposable
{
    /// <summary>How long the connection of a process that was just killed may linger.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private NpgsqlConnection? held;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(journal.Value.ConnectionString) { Pooling = false, ApplicationName = "academy-name" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (NpgsqlException)
        {
            // The journal starts next: it waits for a database that is itself starting, and says why there is none.
            await connection.DisposeAsync();
            return;
        }
        held = connection;
        for (var started = clock.GetTimestamp(); !await TryHoldAsync(connection, cancellationToken);)
        {
            if (clock.GetElapsedTime(started) > Patience)
            {
                throw new SettingException(
                    $"another Academy uses this database as '{journal.Value.Silo}'. Stop it, or give this one a database or a data directory of its own.");
            }
            await Task.Delay(Retry, clock, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The name goes with the connection, after everything else has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (held is not null)
            await held.DisposeAsync();
    }

    private async Task<bool> TryHoldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtext('academy silo'), hashtext($1))", connection)
        {
            Parameters = { new() { Value = journal.Value.Silo } },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
