using Academy.Journal.Writing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Academy.Journal.Leasing;

/// <summary>
/// Renews this process's lease while its fence row exists. A heartbeat locks the fence row, as a batch does. So a
/// process that removes the fence waits for a heartbeat in flight, and then reads when the lease finally ends.
/// </summary>
/// <remarks>
/// It has a thread and a connection of its own, so that an exhausted thread pool or connection pool does not cost the
/// lease. Only simulations pass a scheduler; it then runs on that.
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
    /// <summary>The number of the fence row that only heartbeats lock (writers count from 0).</summary>
    public const int WriterNumber = -1;

    // Clocks run at different speeds: whoever waits for a lease to end waits a little longer than the holder counts.
    internal const double Drift = 1.05;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);

    private readonly JournalOptions options = options.Value;
    private readonly CancellationTokenSource stopping = new();
    private ILeaseConnection? connection;
    private Task loop = Task.CompletedTask;
    private bool isFailing;

    /// <summary>
    /// The first heartbeat must succeed. It may need several attempts while the whole machine is starting.
    /// </summary>
    public async Task StartAsync(OwnFence fence, CancellationToken cancellationToken)
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

    private Task StartThread(OwnFence fence)
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

    private async Task RunAsync(OwnFence fence)
    {
        TimeSpan? pause = options.Heartbeat;
        while (pause is { } next && await DelayAsync(next))
            pause = await PassAsync(fence);
    }

    /// <summary>Sends one heartbeat. With PostgreSQL it has completed when it returns.</summary>
    /// <returns>The pause until the next heartbeat; null if there is no next one.</returns>
    private async Task<TimeSpan?> PassAsync(OwnFence fence)
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
        catch (Exception error) when (WriteFailures.Classify(error) == WriteFailure.Fenced)
        {
            // A process that stops has left the cluster before it gives its fence back. Another one may remove the
            // fence first, which is no failure.
            var level =
                lifetime?.ApplicationStopping.IsCancellationRequested == true
                    ? LogLevel.Information
                    : LogLevel.Critical;
            if (fence.MarkLost())
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
            when (WriteFailures.Classify(error) == WriteFailure.ConnectionLost
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
        Message = "The lease cannot be renewed. It ends {Lease} after its last renewal; then this process "
            + "answers no more: {Reason}"
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
