using System.Reflection;
using Academy.Journal;
using Academy.Operations;
using Academy.Runtime;
using Academy.Runtime.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Academy.Silo.Runtimes;

/// <summary>Tells the cluster's grain every two seconds how this process is, whatever its role.</summary>
internal sealed partial class NodeReporter(
    IServiceProvider services, IGrainFactory grains, IRuntimeStatistics statistics, TimeProvider clock, ILogger<NodeReporter> logger)
    : BackgroundService
{
    private static readonly string Release =
        typeof(NodeReporter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private readonly DateTimeOffset startedAt = clock.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ClusterReports.Interval, clock);
        var failed = false;
        try
        {
            do
            {
                try
                {
                    if (Look() is { } report)
                        await grains.GetGrain<IClusterGrain>(ClusterReports.Key).Report(report);
                    failed = false;
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    // Operators look in vain for this process meanwhile, and nothing else.
                    if (!failed)
                        LogUnreported(logger, e);
                    failed = true;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>Null before this process is somebody.</summary>
    private NodeReport? Look()
    {
        var membership = services.GetService<IClusterMembership>();
        var self = membership is not null ? membership.Self
            : services.GetService<IFence>() is { Own: var (silo, generation) } ? new SiloAddress(silo, generation, "", 0)
            : null;
        if (self is null)
            return null;
        var look = statistics.Look(ClusterReports.HottestMax);
        return new NodeReport(
            self.Name, self.Generation, MembershipRoster.Said(membership?.View.Find(self)?.Role ?? MemberRole.Silo), Release, startedAt, look.Window,
            look.Requests, look.Activations, look.Waiting, look.Deepest, services.GetService<ISocketCount>()?.Open ?? 0, Environment.WorkingSet,
            [.. look.Hottest.Select(hot => new Operations.HotGrain(
                hot.Grain.Type.ToString()!, hot.Grain.Key.ToString(), hot.Requests, hot.Waiting))]);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This process cannot tell operators how it is; it tries again")]
    private static partial void LogUnreported(ILogger logger, Exception exception);
}
