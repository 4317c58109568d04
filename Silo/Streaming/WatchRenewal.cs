using Academy.Streams;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Streaming;

/// <summary>
/// Renews every watch of the node once per <see cref="WatchLimits.Renewal"/>, evenly spread over that time. The owner answers
/// with what the node did not hear, so that even a lost last message shows soon.
/// </summary>
internal sealed class WatchRenewal(WatchTable watches, TimeProvider clock) : BackgroundService
{
    private const int Slots = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(WatchLimits.Renewal / Slots, clock);
        try
        {
            for (var slot = 0; await timer.WaitForNextTickAsync(stoppingToken); slot = (slot + 1) % Slots)
            {
                foreach (var watch in watches.Watches)
                {
                    if (watch.Slot % Slots == slot)
                        _ = watches.Renew(watch);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; owners forget this node's watches by themselves.
        }
    }
}
