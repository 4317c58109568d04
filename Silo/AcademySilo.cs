using Academy.Backup;
using Academy.Grains;
using Academy.Journal;
using Academy.LocalPostgres;
using Academy.Silo.Calls;
using Academy.Silo.Clustering;
using Academy.Silo.Lifecycle;
using Academy.Streams.Receiving;
using Academy.Vault;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo;

/// <summary>What a silo is made of: a database, the journal, the runtime, the grains and the streams.</summary>
public static partial class AcademySilo
{
    /// <summary>
    /// Adds a silo to a host; with <c>Cluster__Mode=Client</c> only what a process needs that calls the grains of
    /// silos. A private PostgreSQL is found and started right here when no connection string is configured, because
    /// everything else needs to know where it is.
    /// </summary>
    /// <returns>What the process is among others.</returns>
    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    /// <exception cref="LocalPostgresException">There is no PostgreSQL to be had.</exception>
    public static async Task<ClusterMode> AddAcademySiloAsync(
        this IHostApplicationBuilder builder,
        CancellationToken cancellationToken = default
    )
    {
        var masterKey = Secrets.ReadMasterKey(builder.Environment, builder.Configuration);
        var cluster = ClusterSettings.Read(builder.Environment, builder.Configuration);
        var connectionString = await builder.AddDatabaseAsync(cancellationToken);

        builder.Services.AddGrainServices(masterKey);
        builder.Services.AddSingleton(cluster);
        if (cluster.Mode != ClusterMode.Command)
            builder.Services.AddHostedService<SiloName>();
        builder.Services.AddJournal(journal =>
        {
            if (cluster.IsCluster)
                cluster.Failover.Apply(journal);
            builder.Configuration.GetSection("Journal").Bind(journal);
            journal.ConnectionString = connectionString;
            journal.MigrationAssemblies.Add(typeof(GrainServices).Assembly);
            journal.Writes = cluster.HostsGrains;
            journal.IsAlone = cluster.Mode == ClusterMode.Embedded;
        });
        builder.Services.AddVault(masterKey);
        builder.Services.AddBackup();
        if (cluster.Mode == ClusterMode.Command)
            return cluster.Mode;
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database");
        builder.Services.AddJournalStreams();
        builder.AddCalls(cluster.IsCluster);
        builder.Services.AddEngineClocks();
        builder.AddOrleans(cluster);
        builder.AddLifecycle(cluster);
        if (!cluster.HostsGrains)
            return cluster.Mode;
        if (builder.Configuration.GetValue("Housekeeping:Enabled", true))
            builder.Services.AddHousekeeping();
        builder.Services.AddOutbox(builder.Configuration.GetSection("Outbox"));
        builder.Services.AddHostedService<FirstAdminAtStart>();
        PlantFault(builder.Services);
        return cluster.Mode;
    }

    /// <summary>In Debug builds, the fault that <see cref="PlantedFault.Variable"/> names.</summary>
    static partial void PlantFault(IServiceCollection services);

    /// <summary>Seeds the demo academy before anybody is served, where there are grains: in Development only, unless
    /// <c>Demo__Enabled=false</c>.</summary>
    public static void AddDemoAcademy(this IHostApplicationBuilder builder, ClusterMode mode)
    {
        if (
            mode is ClusterMode.Embedded or ClusterMode.Silo
            && builder.Environment.IsDevelopment()
            && builder.Configuration.GetValue("Demo:Enabled", true)
        )
            builder.Services.AddDemoAcademy();
    }

    private static async Task<string> AddDatabaseAsync(
        this IHostApplicationBuilder builder,
        CancellationToken cancellationToken
    )
    {
        if (builder.Configuration.GetConnectionString("Academy") is { Length: > 0 } configured)
            return configured;
        var directory = DataDirectory.Of(builder.Environment, builder.Configuration);
        var postgres = await PostgresServer.StartAsync(
            new LocalPostgresOptions { Directory = Path.Combine(directory, "postgres") },
            cancellationToken
        );
        // First in, so last to stop.
        builder.Services.AddSingleton(_ => new LocalDatabase(postgres));
        builder.Services.AddHostedService(services => services.GetRequiredService<LocalDatabase>());
        return postgres.ConnectionString;
    }

    /// <summary>Stops the private PostgreSQL with the host, if the host started it.</summary>
    internal sealed class LocalDatabase(PostgresServer postgres) : IHostedLifecycleService, IAsyncDisposable
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>
        /// After everything that says its farewell to the database, which a member does when all else has stopped.
        /// </summary>
        public Task StoppedAsync(CancellationToken cancellationToken) => postgres.StopAsync(cancellationToken);

        /// <summary>A host that could not start is disposed of without being stopped.</summary>
        public ValueTask DisposeAsync() => postgres.DisposeAsync();
    }
}
