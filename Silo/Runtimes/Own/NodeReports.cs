using System.Diagnostics.Metrics;
using Academy.Operations;
using Academy.Runtime.Clustering;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Silo.Runtimes;

/// <summary>What operators are told by every process that has a runtime, whether it hosts grains or only calls them.</summary>
internal static class NodeReports
{
    public static IServiceCollection AddNodeReports(this IServiceCollection services) => services
        .AddSingleton<IClusterRoster>(provider => new MembershipRoster(
            provider.GetService<IClusterMembership>(), provider.GetRequiredService<IMeterFactory>()))
        .AddHostedService<NodeReporter>();
}
