using Microsoft.Extensions.Hosting;

namespace Academy.Streams.Receiving;

/// <summary>
/// Renews all watches when a silo has gone: nobody publishes to this node what happens on a stream that another silo
/// took over, before the node watches it there. Which streams have moved nobody here knows; so all are renewed, spread
/// over a moment.
/// </summary>
internal sealed class MovedStreams(WatchTable watches, TimeProvider clock) : BackgroundService
{
    /// <summary>Together with the time that a renewal takes well below <see cref="WatchLimits.Renewal"/>.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromMilliseconds(400);

    private readonly SemaphoreSlim gone = new(0, 1);
    private int count;

    /// <summary>Streams may have moved; who says so needs not know which.</summary>
    public void MayHaveMoved()
    {
        // What comes while another round is waited for is part of that round.
        if (Interlocked.Increment(ref count) == 1)
            gone.Release();
    }

    public override void Dispose()
    {
        gone.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await gone.WaitAsync(stoppingToken);
                Volatile.Write(ref count, 0);
                await RenewAllAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>By the clock and not by steps, each of which takes longer where much is to be done.</summary>
    private async Task RenewAllAsync(CancellationToken stopping)
    {
        var began = clock.GetTimestamp();
        var slot = 0;
        while (slot < WatchTable.Slots)
        {
            for (
                var due = clock.GetElapsedTime(began) / Spread * WatchTable.Slots;
                slot < WatchTable.Slots && slot <= due;
                slot++
            )
            {
                foreach (var watch in watches.InSlot(slot))
                    _ = watch.RenewAnew();
            }
            await Task.Delay(Spread / WatchTable.Slots, clock, stopping);
        }
    }
}
