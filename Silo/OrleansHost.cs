using System.Net;
using System.Net.Sockets;
using Academy.Journal;
using Academy.Silo.Calls;
using Academy.Silo.Clustering;
using Academy.Silo.Lifecycle;
using Academy.Silo.Observability;
using Academy.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Academy.Silo;

/// <summary>Where the grains run on Microsoft.Orleans: a silo alone, a silo of several, or a client of silos.</summary>
internal static class OrleansHost
{
    public const string Invariant = "Npgsql";

    /// <summary>In the keys of what grain storage holds: the same whatever the cluster is called.</summary>
    private const string Service = "academy";

    private static readonly TimeSpan ClientRetry = TimeSpan.FromMilliseconds(250);

    /// <summary>A silo that does not accept a connection is as good as gone.</summary>
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Adds the grains and what runs them, or, in a client, what calls them: after the journal, which they need to
    /// start and to stop.
    /// </summary>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static void AddOrleans(this IHostApplicationBuilder builder, ClusterSettings cluster)
    {
        var configuration = builder.Configuration;
        builder.QuietOrleans(cluster.IsCluster);
        builder.Services.Configure<ExceptionSerializationOptions>(exceptions =>
            exceptions.SupportedNamespacePrefixes.Add("Academy")
        );
        builder.Services.Configure<ClusterOptions>(options =>
            (options.ClusterId, options.ServiceId) = (cluster.Id, Service)
        );
        builder.Services.Configure<ConnectionOptions>(connections => connections.OpenConnectionTimeout = ConnectMax);
        if (cluster.HostsGrains)
            builder.UseOrleans(silo => Compose(silo, configuration, cluster));
        else
            builder.UseOrleansClient(client => Compose(client, configuration, cluster));
        builder.Services.AddSingleton<IGrainFactory>(services => new KnownGrains(
            new(services.GetRequiredService<IClusterClient>)
        ));
        if (cluster.IsCluster)
            builder.Services.AddHostedService<MemberAnnouncement>();
        builder.Services.AddHostedService<IgnoredSettings>();
    }

    private static void Compose(ISiloBuilder silo, IConfiguration configuration, ClusterSettings cluster)
    {
        silo.Services.AddOptions<RuntimeOptions>()
            .BindConfiguration("Runtime")
            .Validate(runtime => runtime.MailboxLimit > 0, "Runtime__MailboxLimit must be above zero.")
            .Validate(runtime => !(runtime.IdleTime <= TimeSpan.Zero), "Runtime__IdleTime must be above zero.")
            .ValidateOnStart();
        silo.Services.AddOptions<SiloMessagingOptions>()
            .Configure<IOptions<RuntimeOptions>>(
                (messaging, runtime) => messaging.MaxEnqueuedRequestsHardLimit = runtime.Value.MailboxLimit
            );
        silo.Services.AddOptions<GrainCollectionOptions>()
            .Configure<IOptions<RuntimeOptions>>(
                (collection, runtime) =>
                {
                    if (runtime.Value.IdleTime is { } idle)
                        (collection.CollectionAge, collection.CollectionQuantum) = (idle, idle / 4);
                }
            );
        silo.Configure<SiloOptions>(options => options.SiloName = cluster.Name);
        silo.AddIncomingGrainCallFilter<LeaseFilter>();
        cluster.Tls?.Secure(silo);
        silo.AddLatestStorage();
        silo.Observe(configuration);
        // Kubernetes says so in every pod. A silo whose pod is gone is declared dead at once.
        if (cluster.IsCluster && configuration["KUBERNETES_SERVICE_HOST"] is { Length: > 0 })
            silo.UseKubernetesHosting();
        if (cluster.IsCluster)
            AddMember(silo, cluster);
        else
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: Service, clusterId: cluster.Id);
    }

    private static void Compose(IClientBuilder client, IConfiguration configuration, ClusterSettings cluster)
    {
        cluster.Tls?.Secure(client);
        client.Observe(configuration);
        // Sooner than a call is sent again after a death: a process that stands still keeps its connections.
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(0.2));
        if (cluster.Redis is { } redis)
            client.UseRedis(redis);
        else
        {
            client.UseAdoNetClustering(
                (OptionsBuilder<AdoNetClusteringClientOptions> clustering) =>
                    clustering.Configure<NpgsqlDataSource>(
                        (options, database) => (options.Invariant, options.DataSource) = (Invariant, database)
                    )
            );
            // In Redis nobody looks: there a call to a dead silo waits for its time-out.
            client.Services.AddSingleton<SiloDeaths>();
            client.Services.AddHostedService(services => services.GetRequiredService<SiloDeaths>());
            client.Services.AddHostedService<SeenDeaths>();
        }
        // The silos may come up later.
        client.UseConnectionRetryFilter(
            async (_, stopping) =>
            {
                await Task.Delay(ClientRetry, TimeProvider.System, stopping);
                return true;
            }
        );
    }

    /// <summary>
    /// A silo of several: members in the journal's database, fences that bear its address, a watch on everybody's
    /// lease.
    /// </summary>
    private static void AddMember(ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.Configure<EndpointOptions>(endpoints => Listen(endpoints, cluster));
        silo.Configure<ClusterMembershipOptions>(cluster.Failover.Apply);
        if (cluster.Redis is { } redis)
        {
            silo.UseRedis(redis);
            silo.Services.AddSingleton<IStandingFences, TableStandingFences>();
        }
        else
        {
            silo.UseAdoNetClustering(
                (OptionsBuilder<AdoNetClusteringSiloOptions> clustering) =>
                    clustering.Configure<NpgsqlDataSource>(
                        (options, database) => (options.Invariant, options.DataSource) = (Invariant, database)
                    )
            );
            silo.Services.AddSingleton<IStandingFences, PostgresStandingFences>();
        }
        silo.Services.AddOptions<JournalOptions>()
            .PostConfigure<ILocalSiloDetails>(
                (journal, details) => journal.Silo = details.SiloAddress.ToParsableString()
            );
        silo.Services.AddSingleton<DeclaredDead>();
        silo.Services.AddSingleton<IFatalErrorHandler>(services => services.GetRequiredService<DeclaredDead>());
        silo.Services.AddHostedService(services => services.GetRequiredService<DeclaredDead>());
        silo.Services.AddSingleton<FenceKeeper>();
        silo.Services.AddSingleton<IFencing>(services => services.GetRequiredService<FenceKeeper>());
        silo.Services.AddSingleton<IConfigureGrainContextProvider, FencedActivation>();
        silo.Services.AddSingleton<LeaseJudge>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LeaseWatch>();
    }

    private static void Listen(EndpointOptions endpoints, ClusterSettings cluster)
    {
        endpoints.AdvertisedIPAddress = IPAddress.TryParse(cluster.Host, out var address)
            ? address
            : Array.Find(Dns.GetHostAddresses(cluster.Host), found => found.AddressFamily == AddressFamily.InterNetwork)
                ?? throw new SettingException($"Cluster__Host '{cluster.Host}' has no IPv4 address.");
        var silo = WithPort(cluster.Listen);
        var gateway = WithPort(cluster.GatewayListen);
        (endpoints.SiloListeningEndpoint, endpoints.SiloPort) = (silo, cluster.Port > 0 ? cluster.Port : silo.Port);
        (endpoints.GatewayListeningEndpoint, endpoints.GatewayPort) = (
            gateway,
            cluster.GatewayPort > 0 ? cluster.GatewayPort : gateway.Port
        );
    }

    private static IPEndPoint WithPort(IPEndPoint endpoint) =>
        endpoint.Port > 0 ? endpoint : new(endpoint.Address, FreePort());

    /// <summary>
    /// Orleans wants to know its port before it listens, so somebody else may be faster; below the ports that systems
    /// give to outgoing connections nobody is by chance.
    /// </summary>
    private static int FreePort()
    {
        const int First = 20_000,
            Count = 10_000,
            Stride = 7;
        for (var attempt = 0; ; attempt++)
        {
            var port = First + (Environment.ProcessId * Stride + Interlocked.Increment(ref portsTried)) % Count;
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException) when (attempt < Count)
            {
                // Taken: the next.
            }
        }
    }

    private static int portsTried;
}
