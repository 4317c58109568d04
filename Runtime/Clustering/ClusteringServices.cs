using Academy.Runtime.Clustering.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Academy.Runtime.Clustering;

/// <summary>Makes the runtime one of a cluster.</summary>
public static class ClusteringServices
{
    /// <summary>Adds connections to the other processes of the cluster and calls over them: a silo's listener, and
    /// <see cref="IClusterListener"/>, which knows where it is. Needs an <see cref="IClusterMembership"/> in the services; what
    /// joins with the listener's address must be a hosted service that is added after this.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Says who this process is, and the secret.</param>
    public static IServiceCollection AddClustering(this IServiceCollection services, Action<ClusteringOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ClusteringOptions();
        configure(options);
        if (options.Secret.Length < 16)
        {
            throw new ArgumentException("A cluster's secret has at least 16 bytes.", nameof(configure));
        }

        services.AddSingleton(options);
        services.AddSingleton(provider =>
        {
            var runtime = provider.GetRequiredService<GrainRuntime>();
            return new ClusterNode(
                runtime, (ClusterRouter)runtime.Router, options, provider.GetRequiredService<ILoggerFactory>());
        });
        services.AddSingleton<IClusterListener>(static provider => provider.GetRequiredService<ClusterNode>());
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<ClusterNode>());
        return services;
    }
}
