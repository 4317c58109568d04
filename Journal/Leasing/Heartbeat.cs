using Academy.Journal.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Academy.Journal.Leasing;

/// <summary>
/// Renews this process's lease for as long as the database confirms its fence. It holds the fence as a batch does, so
/// that who removes the fence waits for a heartbeat in flight and finds the lease's last word.
/// </summary>
/// <remarks>
/// It has a thread and a connection of its own: neither a thread pool without a free thread nor reads that queue for a
/// connection may cost the lease. Only a simulation hands in a scheduler, on which it runs instead.
/// </remarks>
internal sealed partial class Heartbeat(
    IOptions<JournalOptions> options,
    IJournalDatabase database,
    Lease lease,
    LeaseTime time,
    JournalMetrics metrics,
    ILogger<Heartbeat> logger,
    TaskScheduler? scheduler = null,
    IHostApplicationLifetime? lifetime = null
) : IAsyncDisposable
{
    /// <summary>The lane of the fence's row that only heartbeats hold.</summary>
    public const int Lane = -1;

    // Clocks do not run alike: whoever waits, waits a little longer than the holder counts.
    internal const double Drift = 1.05;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    private readonly JournalOptions options = options.Value;
    private readonly CancellationTokenSource stopping = new();
    private ILeaseConnection? connection;
    private Task loop = Task.CompletedTask;
    private bool isFailing;

    /// <summary>
    /// The first heartbeat must succeed; a machine where everything starts at once may need several attempts.
    /// </summary>
    public async Task StartAsync(FenceState fence, CancellationToken cancellationToken)
    {
        var started = time.Clock.GetTimestamp();
        while (!await HasBegunAsync(fence.Fence, started, cancellationToken))
            await Task.Delay(Retry, time.Clock, cancellationToken);
        loop = scheduler is null
            ? StartThread(fence)
            : Task
                .Factory.StartNew(
                    () => RunAsync(fence),
                    CancellationToken.None,
                    TaskCreationOptions.DenyChildAttach,
                    scheduler
                )
                .Unwrap();
    }

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await loop;
        await DisconnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private Task StartThread(FenceState fence)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                for (
                    TimeSpan? pause = options.Heartbeat;
                    pause is { } next && !stopping.Token.WaitHandle.WaitOne(next);

                )
                    pause = PassAsync(fence).GetAwaiter().GetResult();
                ended.SetResult();
            }
            catch (Exception error)
            {
                ended.SetException(error);
            }
        })
        {
            IsBackground = true,
            Name = "Heartbeat",
        };
        thread.Start();
        return ended.Task;
    }

    private async Task RunAsync(FenceState fence)
    {
        TimeSpan? pause = options.Heartbeat;
        while (pause is { } next && await DelayAsync(next))
            pause = await PassAsync(fence);
    }

    /// <summary>Over PostgreSQL it completes before it returns.</summary>
    /// <returns>How long to wait for the next; null when there is none.</returns>
    private async Task<TimeSpan?> PassAsync(FenceState fence)
    {
        try
        {
            await BeatAsync(fence.Fence, stopping.Token);
            if (isFailing)
                LogRenewed(logger);
            isFailing = false;
            return options.Heartbeat;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error) when (WriteFailures.Of(error) == WriteFailure.Fenced)
        {
            // Whoever stops has left the others before its fence is given back: one of them may be quicker.
            var level =
                lifetime?.ApplicationStopping.IsCancellationRequested == true
                    ? LogLevel.Information
                    : LogLevel.Critical;
            if (fence.Lose())
                LogFenced(logger, level, fence.Fence.Silo, fence.Fence.Generation);
            return null;
        }
        catch (Exception error)
        {
            if (!isFailing)
                LogFailing(logger, options.Lease, DatabaseErrors.Reason(error));
            isFailing = true;
            await DisconnectAsync();
            return Retry < options.Heartbeat ? Retry : options.Heartbeat;
        }
    }

    private async Task<bool> HasBegunAsync(Fence fence, long started, CancellationToken cancellationToken)
    {
        try
        {
            await BeatAsync(fence, cancellationToken);
            return true;
        }
        catch (Exception error)
            when (WriteFailures.Of(error) == WriteFailure.Lost
                && time.Clock.GetElapsedTime(started) < options.StartTimeout
            )
        {
            await DisconnectAsync();
            return false;
        }
    }

    private async Task BeatAsync(Fence fence, CancellationToken cancellationToken)
    {
        connection ??= await database.ConnectForLeaseAsync(cancellationToken);
        var sent = time.Clock.GetTimestamp();
        await connection.RenewAsync(fence, options.Lease * Drift, cancellationToken);
        if (lease.Renew(sent) is not { } since || since <= options.Lease / 2)
            return;
        metrics.RenewedLate(since);
        LogLate(logger, since, options.Lease);
    }

    private async Task DisconnectAsync()
    {
        if (connection is { } leaving)
        {
            connection = null;
            await leaving.DisposeAsync();
        }
    }

    private async Task<bool> DelayAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, time.Clock, stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The lease cannot be renewed; {Lease} after it last was, nobody is answered any more: {Reason}"
    )]
    private static partial void LogFailing(ILogger logger, TimeSpan lease, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease is renewed again.")]
    private static partial void LogRenewed(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The lease was renewed {Since} after the last time; it lasts {Lease}."
    )]
    private static partial void LogLate(ILogger logger, TimeSpan since, TimeSpan lease);

    [LoggerMessage(Message = "Fenced: another process took over from {Silo}, generation {Generation}. This one stops.")]
    private static partial void LogFenced(ILogger logger, LogLevel level, string silo, long generation);
}
