using Academy.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Silo.Clustering;

/// <summary>
/// Holds two things in the database for as long as the process lives: its name, so that a second process of this name
/// that is started by mistake is turned away; and the database itself, alone or together with the other processes of
/// the cluster, so that a process that believes to be alone is turned away beside others. PostgreSQL lets go of both
/// when the process dies, however it dies.
/// </summary>
internal sealed partial class SiloName(
    ClusterSettings cluster,
    IOptions<JournalOptions> journal,
    TimeProvider clock,
    ILogger<SiloName> logger
) : IHostedService, IAsyncDisposable
{
    /// <summary>How long the connection of a process that was just killed may linger.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    /// <summary>How often is looked whether the connection is still there: with it, what it held is gone.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stopping = new();
    private NpgsqlConnection? held;
    private Task holding = Task.CompletedTask;
    private int isDisposed;

    private string Name => cluster.IsCluster ? cluster.Name : journal.Value.Silo;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        held = await OpenAsync(cancellationToken);
        for (
            var started = clock.GetTimestamp();
            held is not null && await RefusalAsync(held, cancellationToken) is { } refusal;

        )
        {
            if (clock.GetElapsedTime(started) > Patience)
                throw new SettingException(refusal);
            await Task.Delay(Retry, clock, cancellationToken);
        }
        holding = Task.Run(HoldAsync, CancellationToken.None);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The name goes with the connection, after everything else has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            return;
        await stopping.CancelAsync();
        await holding;
        if (held is not null)
            await held.DisposeAsync();
        stopping.Dispose();
    }

    /// <summary>
    /// Waits as the journal does for a database that is itself starting; the journal, which is next, says why there is
    /// none.
    /// </summary>
    private async Task<NpgsqlConnection?> OpenAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await ConnectAsync(cancellationToken);
            }
            catch (NpgsqlException error)
            {
                if (
                    error is PostgresException { SqlState: not ['5', '3' or '7', ..] }
                    || clock.GetElapsedTime(started) > journal.Value.StartTimeout
                )
                    return null;
            }
            await Task.Delay(Retry, clock, cancellationToken);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(journal.Value.ConnectionString)
        {
            Pooling = false,
            ApplicationName = "academy-name",
            CommandTimeout = 10,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes both again after the database was away.</summary>
    private async Task HoldAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Look, clock, stopping.Token);
                try
                {
                    if (held is not null)
                    {
                        await using var look = new NpgsqlCommand("select 1", held);
                        await look.ExecuteScalarAsync(stopping.Token);
                        continue;
                    }
                    var connection = await ConnectAsync(stopping.Token);
                    if (await RefusalAsync(connection, stopping.Token) is { } refusal)
                    {
                        await connection.DisposeAsync();
                        LogTaken(logger, refusal);
                    }
                    else
                        held = connection;
                }
                catch (NpgsqlException)
                {
                    // The journal says that the database is away. What was held went with the connection.
                    if (held is not null)
                        await held.DisposeAsync();
                    held = null;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    /// <returns>Why not; null: both are held.</returns>
    private async Task<string?> RefusalAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (
            !await TryAsync(
                connection,
                "select pg_try_advisory_lock(hashtext('academy silo'), hashtext($1))",
                cancellationToken
            )
        )
            return $"another Academy uses this database as '{Name}'. Stop it, or give this one a database or a data "
                + "directory of its own.";
        var take = cluster.IsCluster ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
        if (
            await TryAsync(
                connection,
                $"select {take}(hashtext('academy database'), 0) from (select $1::text) name",
                cancellationToken
            )
        )
            return null;
        await TryAsync(
            connection,
            "select pg_advisory_unlock(hashtext('academy silo'), hashtext($1))",
            cancellationToken
        );
        return cluster.IsCluster
            ? "another Academy uses this database alone (Cluster__Mode=Embedded). Stop it, or give this "
                + "cluster another database."
            : "another Academy uses this database, and this one would use it alone (Cluster__Mode=Embedded). "
                + "Stop the other, or give this one a database of its own.";
    }

    private async Task<bool> TryAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = Name } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "While the database was away somebody else took what this process held in it: {Reason}"
    )]
    private static partial void LogTaken(ILogger logger, string reason);
}
