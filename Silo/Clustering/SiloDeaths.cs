using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Academy.Silo.Clustering;

/// <summary>
/// Tells a client that a silo was declared dead. Orleans ends a silo's own calls to it then, and not those that a client made through
/// another silo's gateway: they would wait for their time-out, though whoever has the grain now could answer.
/// </summary>
internal sealed partial class SiloDeaths(
    NpgsqlDataSource database, IOptions<ClusterOptions> cluster, TimeProvider clock, ILogger<SiloDeaths> logger) : BackgroundService
{
    private const string Sql = "select silo from orleansmembershiptable where deploymentid = $1 and status = 6";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private volatile TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the next silo is declared dead.</summary>
    public Task Next => next.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        HashSet<string>? known = null;
        var isFailing = false;
        try
        {
            while (true)
            {
                try
                {
                    var dead = await ReadAsync(stoppingToken);
                    isFailing = false;
                    if (known is not null && dead.Any(silo => !known.Contains(silo)))
                        Interlocked.Exchange(ref next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                    known = dead;
                }
                catch (NpgsqlException error)
                {
                    // Calls wait for their time-out meanwhile.
                    if (!isFailing)
                        LogFailing(logger, error.Message);
                    isFailing = true;
                }
                await Task.Delay(Look, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<HashSet<string>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = cluster.Value.ClusterId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var dead = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            dead.Add(reader.GetString(0));
        return dead;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which silos are dead cannot be read: {Reason}")]
    private static partial void LogFailing(ILogger logger, string reason);
}
