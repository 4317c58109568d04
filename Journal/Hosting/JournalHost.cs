using Academy.Journal.Leasing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Journal.Hosting;

/// <summary>
/// Starts the journal in this order: database, migrations, start checks, fence, writers, lease. If it cannot start, the
/// exception's message says in one line why.
/// </summary>
internal sealed partial class JournalHost(
    IOptions<JournalOptions> options,
    NpgsqlDataSource database,
    Migrator migrator,
    IEnumerable<IStartCheck> startChecks,
    Fences fences,
    PostgresJournal journal,
    Heartbeat heartbeat,
    Lease lease,
    TimeProvider time,
    ILogger<JournalHost> logger,
    IHostApplicationLifetime? lifetime = null
) : IHostedService
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await WaitForDatabaseAsync(cancellationToken);
        await CheckServerAsync(cancellationToken);
        await migrator.RunAsync(options.Value.MigrationAssemblies, cancellationToken);
        foreach (var check in startChecks)
            await check.CheckAsync(database, cancellationToken);
        if (!options.Value.Writes)
            return;
        await ResetFeedTransactionsAsync(cancellationToken);
        var fence = await fences.RegisterAsync(options.Value, cancellationToken);
        await journal.StartAsync(fence, cancellationToken);
        await heartbeat.StartAsync(journal.State, cancellationToken);
        _ = StopWhenFencedAsync();
        LogStarted(logger, fence.Silo, fence.Generation, journal.Epoch);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!journal.IsStarted)
            return;
        await journal.StopAsync(cancellationToken);
        lease.End(fenced: false);
        await heartbeat.StopAsync();
        try
        {
            await fences.LeaveAsync(journal.Own, cancellationToken);
        }
        catch (Exception error) when (error is JournalUnavailableException or OperationCanceledException)
        {
            // The next process with this name removes the fence.
            LogFenceLeft(logger, error.Message);
        }
    }

    private async Task StopWhenFencedAsync()
    {
        await journal.Lost;
        lease.End(fenced: true);
        lifetime?.StopApplication();
    }

    private async Task WaitForDatabaseAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException error)
            {
                // Waiting does not help against a wrong password or a missing database.
                var passes =
                    error is not PostgresException postgres || postgres.SqlState is ['5', '3', ..] or ['5', '7', ..];
                if (!passes || time.GetElapsedTime(started) > options.Value.StartTimeout)
                    throw new JournalUnavailableException(
                        $"PostgreSQL cannot be reached: {DatabaseErrors.Reason(error)}",
                        error
                    );
            }
            await Task.Delay(Retry, time, cancellationToken);
        }
    }

    /// <summary>
    /// A dump contains the transaction ids of the cluster it was made in. Rows that are visible although their
    /// transaction has not begun in this cluster came with a dump; the owner of their feed would wait for that
    /// transaction for ever.
    /// </summary>
    private async Task ResetFeedTransactionsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update feed set tx = '3' where tx >= pg_snapshot_xmax(pg_current_snapshot())"
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task CheckServerAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select current_setting('server_version_num')::int, current_setting('server_encoding'),
                   current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on'
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt32(0) < 150_000)
            throw new InvalidOperationException(
                $"PostgreSQL 15 or newer is needed; this is {reader.GetInt32(0) / 10_000}."
            );
        if (reader.GetString(1) != "UTF8")
            throw new InvalidOperationException($"The database must be in UTF8; it is in {reader.GetString(1)}.");
        if (!reader.GetBoolean(2))
            LogNotDurable(logger);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The journal writes as {Silo}, generation {Generation}; epoch {Epoch}."
    )]
    private static partial void LogStarted(ILogger logger, string silo, long generation, string epoch);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "fsync or full_page_writes is off: acknowledged appends may be lost."
    )]
    private static partial void LogNotDurable(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private static partial void LogFenceLeft(ILogger logger, string reason);
}
