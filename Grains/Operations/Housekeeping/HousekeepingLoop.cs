using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Grains.Operations.Housekeeping;

/// <summary>
/// In every silo: looks now and then whether something is due, and does it unless another process of the cluster does.
/// The schedule is in the database, so that neither restarts nor the number of processes change it.
/// </summary>
internal sealed partial class HousekeepingLoop(
    HousekeepingTable table,
    IEnumerable<IHousekeepingTask> tasks,
    HousekeepingMetrics metrics,
    TimeProvider clock,
    ILogger<HousekeepingLoop> logger
) : BackgroundService
{
    /// <summary>How long a run may take.</summary>
    public static readonly TimeSpan RunMax = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Longer than a run, so that only the run of a process that died or was suspended is done by another.
    /// </summary>
    public static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, IHousekeepingTask> tasks = tasks.ToDictionary(
        task => task.Name,
        StringComparer.Ordinal
    );
    private bool isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var hasAdded = false;
        while (true)
        {
            try
            {
                if (!hasAdded)
                    await AddAsync(stoppingToken);
                hasAdded = true;
                while (await table.ClaimAsync([.. tasks.Keys], ClaimFor, stoppingToken) is { } run)
                    await RunAsync(run, stoppingToken);
                isAway = false;
            }
            catch (NpgsqlException error)
            {
                if (!isAway)
                    LogAway(logger, error.Message);
                isAway = true;
            }
            await Task.Delay(Look, clock, stoppingToken);
        }
    }

    private async Task AddAsync(CancellationToken cancellationToken)
    {
        foreach (var task in tasks.Values)
            await table.AddAsync(task.Name, task.Period, cancellationToken);
    }

    private async Task RunAsync(HousekeepingRun run, CancellationToken stoppingToken)
    {
        var task = tasks[run.Task];
        using var late = new CancellationTokenSource(RunMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stoppingToken);
        try
        {
            await task.RunAsync(either.Token);
            metrics.Ran(run.Task, succeeded: true);
            await table.CompleteAsync(run, task.Period, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await table.ReleaseAsync(run, CancellationToken.None);
            throw;
        }
        catch (Exception error)
        {
            LogFailed(logger, error, run.Task);
            metrics.Ran(run.Task, succeeded: false);
            var next = FirstRetry * Math.Pow(2, Math.Min(run.Failures, 10));
            await table.FailAsync(
                run,
                next < task.Period ? next : task.Period,
                late.IsCancellationRequested ? "It took too long." : error.Message,
                CancellationToken.None
            );
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The housekeeping cannot be read: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The housekeeping '{Task}' failed; it is tried again")]
    private static partial void LogFailed(ILogger logger, Exception error, string task);
}
