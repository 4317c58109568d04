using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Academy.Runtime.Clustering;

/// <summary>Makes a host's process a member of a cluster.</summary>
public static class MembershipServices
{
    /// <summary>Adds the membership, which joins when the host starts: after the runtime, and after whatever
    /// listens for the other members. Wants an <see cref="IMembershipTable"/> and an <see cref="IMemberIdentity"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets times other than the defaults.</param>
    public static IServiceCollection AddClusterMembership(
        this IServiceCollection services, Action<MembershipOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new MembershipOptions();
        configure?.Invoke(options);
        services.AddSingleton(provider => new ClusterMembership(
            provider.GetRequiredService<IMembershipTable>(), options, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ClusterMembership>>(), provider.GetService<TaskScheduler>()));
        services.AddSingleton<IClusterMembership>(static provider => provider.GetRequiredService<ClusterMembership>());
        services.TryAddSingleton<IGrainHandover>(static provider => provider.GetRequiredService<GrainRuntime>());
        services.AddHostedService<MembershipLifetime>();
        return services;
    }
}
