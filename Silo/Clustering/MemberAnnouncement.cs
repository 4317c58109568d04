using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>Says, after Orleans has joined, as what.</summary>
internal sealed partial class MemberAnnouncement(
    ClusterSettings cluster,
    IOptions<EndpointOptions> endpoints,
    ILogger<MemberAnnouncement> logger,
    ILocalSiloDetails? silo = null
) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (silo?.SiloAddress is { } address)
            LogSilo(
                logger,
                cluster.Name,
                address,
                cluster.Failover.Name,
                endpoints.Value.SiloListeningEndpoint,
                endpoints.Value.GatewayListeningEndpoint
            );
        else
            LogClient(logger, cluster.Name);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Silo {Name} is a member as {Address} ({Failover}); it listens on {Endpoint}, and for clients "
            + "on {Gateway}"
    )]
    private static partial void LogSilo(
        ILogger logger,
        string name,
        SiloAddress address,
        string failover,
        IPEndPoint? endpoint,
        IPEndPoint? gateway
    );

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {Name} has found the cluster.")]
    private static partial void LogClient(ILogger logger, string name);
}
