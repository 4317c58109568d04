using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Academy.Silo.Clustering;

/// <summary>
/// Tells a client that a silo was declared dead. Orleans ends a silo's own calls to it then, and not those that a
/// client made through another silo's gateway: they would wait for their time-out, though whoever has the grain now
/// could answer.
/// </summary>
internal sealed partial class SiloDeaths(
    NpgsqlDataSource database,
    IOptions<ClusterOptions> cluster,
    TimeProvider clock,
    ILogger<SiloDeaths> logger
) : BackgroundService
{
    private const string Sql = "select silo from orleansmembershiptable where deploymentid = $1 and status = 6";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// After this time a death is told once more: until gateways and directories know of it, a call that is sent anew
    /// may get lost on the same way, for good where the dead silo stands still and keeps its connections.
    /// </summary>
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);

    private CancellationTokenSource next = new();

    /// <summary>Cancelled when the next silo is declared dead, and once more a moment later.</summary>
    public CancellationToken Next => Volatile.Read(ref next).Token;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        HashSet<string>? known = null;
        long? told = null;
        var isFailing = false;
        try
        {
            while (true)
            {
                try
                {
                    var dead = await ReadAsync(stoppingToken);
                    isFailing = false;
                    var isNew = known is not null && dead.Any(silo => !known.Contains(silo));
                    if (isNew || (told is { } then && clock.GetElapsedTime(then) >= Echo))
                    {
                        told = isNew ? clock.GetTimestamp() : null;
                        await Interlocked.Exchange(ref next, new()).CancelAsync();
                    }
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
