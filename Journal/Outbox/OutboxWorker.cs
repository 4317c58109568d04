using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Journal.Outbox;

/// <summary>
/// Claims due rows, as many as it may work on at once, and starts an attempt at each. Commits that left rows, attempts
/// that end, and a timer wake it. A failure is made good by the next look.
/// </summary>
internal sealed partial class OutboxWorker(
    OutboxTable table,
    OutboxAttempt attempt,
    OutboxSignal signal,
    OutboxMetrics metrics,
    IOptions<OutboxOptions> options,
    TimeProvider time,
    ILogger<OutboxWorker> logger
) : IHostedService, IAsyncDisposable
{
    private readonly OutboxOptions options = options.Value;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource abandon = new();
    private readonly HashSet<Task> running = [];
    private Task loop = Task.CompletedTask;
    private long? counted;
    private bool away;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Enabled)
            loop = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Claims no more rows, waits for attempts up to a limit, then gives them up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await loop;
        var ending = Task.WhenAll(running);
        try
        {
            await ending.WaitAsync(options.DrainTime, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogGivenUp(logger, running.Count);
            await abandon.CancelAsync();
            await ending;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await abandon.CancelAsync();
        await loop;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            running.RemoveWhere(task => task.IsCompleted);
            var free = options.Concurrency - running.Count;
            if (free > 0 && await LookAsync(free) == free)
                continue; // There may be more rows; the first of these attempts to end raises the signal.
            await signal.WaitAsync(options.Sweep, time, stopping.Token);
        }
    }

    /// <returns>The number of rows claimed.</returns>
    private async Task<int> LookAsync(int max)
    {
        try
        {
            // A stop does not cancel it: rows that were claimed, but not worked on, would wait until their claim ends.
            var claimed = await table.ClaimAsync(max, options.ClaimFor);
            foreach (var work in claimed)
                running.Add(Task.Run(() => AttemptAsync(work), CancellationToken.None));
            await CountAsync();
            away = false;
            return claimed.Count;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Only the counting was left.
        }
        catch (NpgsqlException error)
        {
            if (!away)
                LogAway(logger, DatabaseErrors.Reason(error));
            away = true;
        }
        catch (Exception bug)
        {
            LogBug(logger, bug);
        }
        return 0;
    }

    private async Task AttemptAsync(ClaimedWork work)
    {
        try
        {
            await attempt.RunAsync(work, abandon.Token);
        }
        catch (Exception bug)
        {
            LogBug(logger, bug);
        }
        signal.Raise();
    }

    private async Task CountAsync()
    {
        if (counted is { } last && time.GetElapsedTime(last) < options.CountInterval)
            return;
        counted = time.GetTimestamp();
        metrics.Counted(await table.CountAsync(stopping.Token));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox cannot be read: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} attempts at outbox rows are given up, because this process stops"
    )]
    private static partial void LogGivenUp(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox's worker failed with an unexpected error; it goes on")]
    private static partial void LogBug(ILogger logger, Exception error);
}
