using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>Says, after Orleans has joined, as what; in the words of the own runtime's members.</summary>
internal sealed partial class MemberAnnouncement(
    ClusterSettings cluster, IOptions<EndpointOptions> endpoints, ILogger<MemberAnnouncement> logger, ILocalSiloDetails? silo = null)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (silo is not null)
            LogSilo(logger, cluster.Name, silo.SiloAddress.Generation, endpoints.Value.SiloListeningEndpoint);
        else
            LogClient(logger, cluster.Name, 0);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Name}, generation {Generation}, is a member; it listens on {Endpoint}.")]
    private static partial void LogSilo(ILogger logger, string name, long generation, System.Net.IPEndPoint? endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {Name}, generation {Generation}, is a member.")]
    private static partial void LogClient(ILogger logger, string name, long generation);
}
