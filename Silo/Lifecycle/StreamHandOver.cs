using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Academy.Silo.Lifecycle;

/// <summary>
/// Hands the streams that live here over to the other silos when this one stops: Orleans by itself lets them go, and
/// each is loaded again by whoever asks first, all in the same moment. Between the outbox, which claims nothing more by
/// then, and the silo's own stop.
/// </summary>
internal sealed partial class StreamHandOver(
    LiveStreams streams,
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    Draining draining,
    IOptions<DrainOptions> options,
    TimeProvider clock,
    ILogger<StreamHandOver> logger
) : IHostedService
{
    private readonly DrainOptions limits = options.Value;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        draining.MeasureAsync("streams", () => HandOverAsync(cancellationToken));

    public async Task HandOverAsync(CancellationToken cancellationToken)
    {
        SiloAddress[] others =
        [
            .. membership
                .CurrentSnapshot.Members.Values.Where(member =>
                    member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress)
                )
                .Select(member => member.SiloAddress),
        ];
        if (others.Length == 0)
            return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(
            static source => ((CancellationTokenSource)source!).Cancel(),
            patience,
            limits.MigrationTime,
            Timeout.InfiniteTimeSpan
        );
        var (begun, gone) = (0, 0);
        try
        {
            await Parallel.ForEachAsync(
                streams.HottestFirst.Take(limits.MigrationsMax),
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = limits.MigrationsAtOnce,
                    CancellationToken = patience.Token,
                },
                async (owner, cancellation) =>
                {
                    // Placement would choose this silo as well: it is a member still.
                    var target = others[Interlocked.Increment(ref begun) % others.Length];
                    owner.Migrate(
                        new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = target },
                        cancellation
                    );
                    await owner.Deactivated.WaitAsync(cancellation);
                    Interlocked.Increment(ref gone);
                }
            );
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // What is left is let go by the silo.
        }
        var left = streams.Count;
        LogHandedOver(logger, gone, left);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Count} streams were handed over to other silos; {Left} are left."
    )]
    private static partial void LogHandedOver(ILogger logger, int count, int left);
}
