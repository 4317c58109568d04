using Microsoft.Extensions.Hosting;

namespace Academy.Streams.Receiving;

/// <summary>
/// Renews every watch of the node once per <see cref="WatchLimits.Renewal"/>, evenly spread over that time. The owner
/// answers with what the node did not hear, so that even a lost last message shows soon.
/// </summary>
internal sealed class WatchRenewal(WatchTable watches, TimeProvider clock) : BackgroundService
{
    private readonly PeriodicTimer timer = new(WatchLimits.Renewal / WatchTable.Slots, clock);
    private readonly long startedAt = clock.GetTimestamp();

    public override void Dispose()
    {
        timer.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        var done = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // A late tick makes up for those that were missed, but renews nothing twice.
                var due = (long)(clock.GetElapsedTime(startedAt) / timer.Period);
                for (var slot = Math.Max(done, due - WatchTable.Slots) + 1; slot <= due; slot++)
                    RenewSlot((int)(slot % WatchTable.Slots));
                done = due;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; owners forget this node's watches by themselves.
        }
    }

    private void RenewSlot(int slot)
    {
        if (slot == 0)
            watches.ReportFailures();
        foreach (var watch in watches.InSlot(slot))
            _ = watches.Renew(watch);
    }
}
