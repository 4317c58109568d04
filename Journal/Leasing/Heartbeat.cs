using Academy.Journal.Writing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Academy.Journal.Leasing;

/// <summary>
/// Renews this process's lease for as long as the database confirms its fence. It holds the fence as a batch does, so that
/// who removes the fence waits for a heartbeat in flight and finds the lease's last word.
/// </summary>
internal sealed partial class Heartbeat(
    IOptions<JournalOptions> options, IJournalDatabase database, Lease lease, LeaseTime time, ILogger<Heartbeat> logger,
    TaskScheduler? scheduler = null) : IAsyncDisposable
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

    /// <summary>The first heartbeat must succeed.</summary>
    public async Task StartAsync(FenceState fence, CancellationToken cancellationToken)
    {
        await BeatAsync(fence.Fence, cancellationToken);
        loop = Task.Factory.StartNew(
            () => RunAsync(fence), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler ?? TaskScheduler.Default).Unwrap();
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

    private async Task RunAsync(FenceState fence)
    {
        for (var (pause, isFailing) = (options.Heartbeat, false); await DelayAsync(pause);)
        {
            try
            {
                await BeatAsync(fence.Fence, stopping.Token);
                if (isFailing)
                    LogRenewed(logger);
                (pause, isFailing) = (options.Heartbeat, false);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (WriteFailures.Of(error) == WriteFailure.Fenced)
            {
                if (fence.Lose())
                    LogFenced(logger, fence.Fence.Silo, fence.Fence.Generation);
                return;
            }
            catch (Exception error)
            {
                if (!isFailing)
                    LogFailing(logger, options.Lease, Connections.Reason(error));
                (pause, isFailing) = (Retry < options.Heartbeat ? Retry : options.Heartbeat, true);
                await DisconnectAsync();
            }
        }
    }

    private async Task BeatAsync(Fence fence, CancellationToken cancellationToken)
    {
        connection ??= await database.ConnectForLeaseAsync(cancellationToken);
        var sent = time.Clock.GetTimestamp();
        await connection.RenewAsync(fence, options.Lease * Drift, cancellationToken);
        lease.Renew(sent);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "The lease cannot be renewed; {Lease} after it last was, nobody is answered any more: {Reason}")]
    private static partial void LogFailing(ILogger logger, TimeSpan lease, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease is renewed again.")]
    private static partial void LogRenewed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Fenced: another process took over from {Silo}, generation {Generation}. This one stops.")]
    private static partial void LogFenced(ILogger logger, string silo, long generation);
}
