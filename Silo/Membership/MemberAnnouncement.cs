using Academy.Journal;
using Academy.Runtime.Clustering;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Academy.Silo.Membership;

/// <summary>Tells the log and the supervisor what became of this process: a member, or one that was fenced.</summary>
internal sealed partial class MemberAnnouncement(
    IClusterMembership membership, IClusterListener listener, ClusterSettings settings, IFence fence, ILogger<MemberAnnouncement> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var self = membership.Self!;
        if (settings.HostsGrains)
        {
            LogSilo(logger, self.Name, self.Generation, listener.EndPoint);
            _ = SayWhenFencedAsync();
        }
        else
        {
            LogClient(logger, self.Name, self.Generation);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SayWhenFencedAsync()
    {
        await fence.Lost;
        Environment.ExitCode = IClusterMembership.RemovedExitCode;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Name}, generation {Generation}, is a member; it listens on {Endpoint}.")]
    private static partial void LogSilo(ILogger logger, string name, long generation, System.Net.IPEndPoint? endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {Name}, generation {Generation}, is a member.")]
    private static partial void LogClient(ILogger logger, string name, long generation);
}
