using System.Net;
using System.Net.Sockets;
using Academy.Journal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Academy.Silo.Runtimes;

/// <summary>
/// The grains on Microsoft.Orleans (<c>-p:Runtime=Orleans</c>). The settings are those of the own runtime (<c>Runtime__…</c>,
/// <c>Cluster__…</c>); what only Orleans has is under <c>Orleans__…</c>: <c>Orleans__Scripts</c>, a folder with its PostgreSQL
/// scripts, and <c>Orleans__Membership__…</c>.
/// </summary>
internal static class RuntimeHost
{
    private const string Invariant = "Npgsql";

    /// <summary>Adds the grains and what runs them: after the journal, which they need to start and to stop.</summary>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static void AddRuntime(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var isMember = IsMember(configuration);
        if (isMember || configuration["Orleans:Scripts"] is not null)
            builder.Services.AddHostedService<OrleansTables>();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(NameCluster);
            silo.Configure<ExceptionSerializationOptions>(NameExceptions);
            silo.Configure<SiloMessagingOptions>(messaging => Limit(configuration, messaging));
            silo.Configure<GrainCollectionOptions>(collection =>
            {
                if (configuration.GetValue<TimeSpan?>("Runtime:IdleTime") is { } idle)
                    (collection.CollectionAge, collection.CollectionQuantum) = (idle, idle / 4);
            });
            silo.AddIncomingGrainCallFilter<LeaseFilter>();
            if (isMember)
                AddMember(silo, configuration);
            else
                silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
            if (isMember || configuration["Orleans:Scripts"] is not null)
                silo.UseAdoNetReminderService(reminders => reminders
                    .Configure<IOptions<JournalOptions>>((options, journal) =>
                        (options.Invariant, options.ConnectionString) = (Invariant, journal.Value.ConnectionString)));
            else
                silo.UseInMemoryReminderService();
        });
        // Its own warnings about its own start (no application parts, a slow thread) are no news of Academy's.
        builder.Logging.AddFilter("Orleans", level => level >= LogLevel.Warning);
    }

    /// <summary>Whether this process is one of several silos.</summary>
    private static bool IsMember(IConfiguration configuration) => configuration["Cluster:Mode"] switch
    {
        null or "" or "Single" => false,
        "Silo" => true,
        var other => throw new SettingException($"Cluster__Mode must be Single, Silo or Client; it is '{other}'."),
    };

    private static void AddMember(ISiloBuilder silo, IConfiguration configuration)
    {
        var started = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        // One name for the fence and the member, and a new one for every life: so a dead member's fence is known by its name.
        var name = $"{configuration["Cluster:Name"] ?? Environment.MachineName}/{started}";
        silo.Services.PostConfigure<JournalOptions>(journal => journal.Silo = name);
        silo.Configure<SiloOptions>(options => options.SiloName = name);
        silo.Configure<EndpointOptions>(endpoints => Listen(configuration, endpoints));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            (membership.ProbeTimeout, membership.TableRefreshTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
            configuration.GetSection("Orleans:Membership").Bind(membership);
        });
        silo.Services.AddOptions<AdoNetClusteringSiloOptions>()
            .Configure<IOptions<JournalOptions>>((options, journal) =>
                (options.Invariant, options.ConnectionString) = (Invariant, journal.Value.ConnectionString));
        silo.UseAdoNetClustering((Action<AdoNetClusteringSiloOptions>?)null!);
        silo.Services.AddSingleton<DeadSilos>();
        silo.Services.AddHostedService(services => services.GetRequiredService<DeadSilos>());
        silo.Services.AddSingleton<IConfigureGrainContextProvider, FencedActivation>();
    }

    private static void NameCluster(ClusterOptions cluster) => (cluster.ClusterId, cluster.ServiceId) = ("academy", "academy");

    private static void NameExceptions(ExceptionSerializationOptions exceptions) => exceptions.SupportedNamespacePrefixes.Add("Academy");

    private static void Limit(IConfiguration configuration, SiloMessagingOptions messaging)
    {
        messaging.ResponseTimeout = configuration.GetValue("Runtime:CallTimeout", messaging.ResponseTimeout);
        messaging.MaxEnqueuedRequestsHardLimit = configuration.GetValue("Runtime:MailboxLimit", 1_000);
    }

    private static void Listen(IConfiguration configuration, EndpointOptions endpoints)
    {
        var host = configuration["Cluster:Host"] ?? "127.0.0.1";
        endpoints.AdvertisedIPAddress = IPAddress.TryParse(host, out var address)
            ? address
            : Array.Find(Dns.GetHostAddresses(host), found => found.AddressFamily == AddressFamily.InterNetwork)
                ?? throw new SettingException($"Cluster__Host '{host}' has no IPv4 address.");
        endpoints.SiloPort = configuration.GetValue("Cluster:Port", 0) is > 0 and var port ? port : FreePort();
        endpoints.GatewayPort = configuration.GetValue("Orleans:GatewayPort", 0) is > 0 and var gateway ? gateway : FreePort();
        if (configuration["Cluster:Listen"] is { } listen)
            endpoints.SiloListeningEndpoint = IPEndPoint.Parse(listen);
    }

    /// <summary>Orleans wants to know its port before it listens; somebody else may be faster.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
