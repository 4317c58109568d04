using Academy.Silo.Clustering;
using Academy.Streams.Receiving;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Lifecycle;

/// <summary>
/// Has a client renew its watches when a silo is declared dead. Its connections do not always tell: those to a process
/// that stands still stay open.
/// </summary>
internal sealed class SeenDeaths(SiloDeaths deaths, MovedStreams streams, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deaths.Next, stoppingToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            streams.MayHaveMoved();
        }
    }
}
