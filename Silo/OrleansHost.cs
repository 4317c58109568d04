using System.Net;
using System.Net.Sockets;
using Academy.Journal;
using Academy.Silo.Clustering;
using Academy.Silo.Observability;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Academy.Silo;

/// <summary>
/// The grains on Microsoft.Orleans (<c>-p:Runtime=Orleans</c>). The settings are those of the own runtime (<c>Runtime__…</c>,
/// <c>Cluster__…</c>); what only Orleans has is under <c>Orleans__…</c>: see docs/runtime-compatibility.md.
/// </summary>
internal static class OrleansHost
{
    private const string Invariant = "Npgsql";
    private static readonly TimeSpan ClientRetry = TimeSpan.FromMilliseconds(250);

    /// <summary>Adds the grains and what runs them, or, in a client, what calls them: after the journal, which they need to start
    /// and to stop.</summary>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static void AddOrleans(this IHostApplicationBuilder builder, ClusterSettings cluster)
    {
        var configuration = builder.Configuration;
        builder.QuietOrleans();
        var hasTables = cluster.IsCluster || configuration["Orleans:Scripts"] is not null;
        if (hasTables)
            builder.Services.AddHostedService<OrleansTables>();
        builder.Services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.Add("Academy"));
        builder.Services.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Id));
        if (cluster.HostsGrains)
            builder.UseOrleans(silo => Compose(silo, configuration, cluster));
        else
            builder.UseOrleansClient(client => Compose(client, configuration, cluster));
        if (cluster.IsCluster)
            builder.Services.AddHostedService<MemberAnnouncement>();
        builder.Services.AddHostedService<IgnoredSettings>();
        builder.Services.AddSingleton(cluster);
    }

    private static void Compose(ISiloBuilder silo, IConfiguration configuration, ClusterSettings cluster)
    {
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.ResponseTimeout = configuration.GetValue("Runtime:CallTimeout", messaging.ResponseTimeout);
            messaging.MaxEnqueuedRequestsHardLimit = configuration.GetValue("Runtime:MailboxLimit", 1_000);
        });
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            if (configuration.GetValue<TimeSpan?>("Runtime:IdleTime") is { } idle)
                (collection.CollectionAge, collection.CollectionQuantum) = (idle, idle / 4);
        });
        silo.AddIncomingGrainCallFilter<LeaseFilter>();
        cluster.Tls?.Secure(silo);
        silo.Observe(configuration);
        if (cluster.IsCluster)
            AddMember(silo, configuration, cluster);
        else
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: cluster.Id, clusterId: cluster.Id);
    }

    private static void Compose(IClientBuilder client, IConfiguration configuration, ClusterSettings cluster)
    {
        cluster.Tls?.Secure(client);
        client.Observe(configuration);
        client.Configure<ClientMessagingOptions>(messaging =>
            messaging.ResponseTimeout = configuration.GetValue("Runtime:CallTimeout", messaging.ResponseTimeout));
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
        client.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringClientOptions> clustering) => clustering
            .Configure<IOptions<JournalOptions>>((options, journal) =>
                (options.Invariant, options.ConnectionString) = (Invariant, journal.Value.ConnectionString)));
        // The silos may come up later.
        client.UseConnectionRetryFilter(async (_, stopping) =>
        {
            await Task.Delay(ClientRetry, TimeProvider.System, stopping);
            return true;
        });
    }

    private static void AddMember(ISiloBuilder silo, IConfiguration configuration, ClusterSettings cluster)
    {
        // One name for the fence and the member, and a new one for every life: so a dead member's fence is known by its name.
        var name = $"{cluster.Name}/{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
        silo.Services.PostConfigure<JournalOptions>(journal => journal.Silo = name);
        silo.Configure<SiloOptions>(options => options.SiloName = name);
        silo.Configure<EndpointOptions>(endpoints => Listen(endpoints, configuration, cluster));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            (membership.ProbeTimeout, membership.TableRefreshTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
            configuration.GetSection("Orleans:Membership").Bind(membership);
        });
        silo.UseAdoNetClustering((OptionsBuilder<AdoNetClusteringSiloOptions> clustering) => clustering
            .Configure<IOptions<JournalOptions>>((options, journal) =>
                (options.Invariant, options.ConnectionString) = (Invariant, journal.Value.ConnectionString)));
        silo.Services.AddSingleton<IFatalErrorHandler, DeclaredDead>();
        silo.Services.AddSingleton<DeadSilos>();
        silo.Services.AddHostedService(services => services.GetRequiredService<DeadSilos>());
        silo.Services.AddSingleton<IConfigureGrainContextProvider, FencedActivation>();
    }

    private static void Listen(EndpointOptions endpoints, IConfiguration configuration, ClusterSettings cluster)
    {
        endpoints.AdvertisedIPAddress = IPAddress.TryParse(cluster.Host, out var address)
            ? address
            : Array.Find(Dns.GetHostAddresses(cluster.Host), found => found.AddressFamily == AddressFamily.InterNetwork)
                ?? throw new SettingException($"Cluster__Host '{cluster.Host}' has no IPv4 address.");
        var listen = new IPEndPoint(cluster.Listen.Address, cluster.Listen.Port is > 0 and var stated ? stated : FreePort());
        endpoints.SiloListeningEndpoint = listen;
        endpoints.SiloPort = cluster.Port > 0 ? cluster.Port : listen.Port;
        endpoints.GatewayPort = configuration.GetValue("Orleans:GatewayPort", 0) is > 0 and var gateway ? gateway : FreePort();
        endpoints.GatewayListeningEndpoint = new(listen.Address, endpoints.GatewayPort);
    }

    /// <summary>Orleans wants to know its port before it listens; somebody else may be faster.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
