using Academy.Silo.Clustering;
using Academy.Streams;
using Academy.Streams.Receiving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Academy.Silo.Lifecycle;

/// <summary>How processes of a cluster come and go, and what the others do then.</summary>
public static class LifecycleServices
{
    private static readonly TimeSpan GatewayNotice = TimeSpan.FromSeconds(1);

    /// <summary>Something to do before this process begins to stop, in the order of registration.</summary>
    public static IServiceCollection AddDrainStep(
        this IServiceCollection services,
        string name,
        Func<IServiceProvider, CancellationToken, Task> run
    ) => services.AddSingleton(new DrainStep(name, run));

    /// <summary>After Orleans, and before what calls grains in the background: that is stopped first.</summary>
    internal static void AddLifecycle(this IHostApplicationBuilder builder, ClusterSettings cluster)
    {
        var services = builder.Services;
        services
            .AddOptions<DrainOptions>()
            .Bind(builder.Configuration.GetSection("Drain"))
            .Validate<IOptions<HostOptions>>(
                (drain, host) => drain.MigrationTime < host.Value.ShutdownTimeout,
                "Drain__MigrationTime must be shorter than the host's ShutdownTimeout."
            )
            .ValidateOnStart();
        services.AddSingleton<Draining>();
        services.AddSingleton<IHostLifetime, GracefulLifetime>();
        if (!cluster.IsCluster)
            return;
        if (cluster.HostsGrains)
            AddSilo(services);
        else
            AddClient(services);
    }

    private static void AddSilo(IServiceCollection services)
    {
        // Clients that hear that this gateway is about to close send nothing more through it.
        services.Configure<SiloMessagingOptions>(messaging =>
            messaging.ClientGatewayShutdownNotificationTimeout = GatewayNotice
        );
        // What waits for a client that has gone is dropped soon after the owners of streams have forgotten that it
        // watched.
        services.Configure<SiloMessagingOptions>(messaging => messaging.ClientDropTimeout = WatchLimits.Expiry * 1.5);
        services.AddSingleton<LiveStreams>();
        services.AddSingleton<IConfigureGrainContextProvider>(provider => provider.GetRequiredService<LiveStreams>());
        services.AddHostedService<StreamHandOver>();
        services.AddHostedService<GoneSilos>();
        services.AddHealthChecks().AddCheck<SiloCheck>("cluster");
    }

    private static void AddClient(IServiceCollection services)
    {
        // Orleans makes it before what streams are watched with.
        services.AddSingleton(provider => new GatewaySight(() =>
            provider.GetRequiredService<MovedStreams>().MayHaveMoved()
        ));
        services.AddSingleton<IClusterConnectionStatusObserver>(provider =>
            provider.GetRequiredService<GatewaySight>()
        );
        services.AddHealthChecks().AddCheck<ClientCheck>("cluster");
    }
}
