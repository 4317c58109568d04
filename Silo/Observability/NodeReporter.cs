using System.Reflection;
using Academy.Operations;
using Academy.Silo.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Silo.Observability;

/// <summary>Tells the cluster's grain every two seconds how this process is, whatever its role.</summary>
internal sealed partial class NodeReporter(
    IServiceProvider services,
    ClusterSettings cluster,
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<NodeReporter> logger
) : BackgroundService
{
    private static readonly string Release = typeof(NodeReporter)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion
        ?? "";

    private readonly DateTimeOffset startedAt = clock.GetUtcNow();
    private readonly string address = services.GetService<ILocalSiloDetails>()?.SiloAddress.ToParsableString()
        ?? cluster.Name;
    private readonly ISocketCount? sockets = services.GetService<ISocketCount>();
    private (TimeSpan Cpu, long At) before = (Environment.CpuUsage.TotalTime, clock.GetTimestamp());

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
                    await grains.GetGrain<IClusterGrain>(ClusterReports.Key).Report(Look());
                    failed = false;
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    // Operators look in vain for this process meanwhile, and nothing else.
                    if (!failed)
                        LogUnreported(logger, e);
                    failed = true;
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private NodeReport Look()
    {
        var (cpu, at) = (Environment.CpuUsage.TotalTime, clock.GetTimestamp());
        var (used, passed) = (cpu - before.Cpu, clock.GetElapsedTime(before.At, at) * Environment.ProcessorCount);
        before = (cpu, at);
        return new NodeReport(
            cluster.Name,
            address,
            cluster.HostsGrains ? "silo" : "client",
            Release,
            startedAt,
            passed > TimeSpan.Zero ? Math.Round(Math.Min(100, 100 * used / passed), 1) : 0,
            Environment.WorkingSet,
            sockets?.Open ?? 0
        );
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "This process cannot tell operators how it is; it tries again"
    )]
    private static partial void LogUnreported(ILogger logger, Exception exception);
}
