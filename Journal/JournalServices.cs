using Academy.Journal.Hosting;
using Academy.Journal.Leasing;
using Academy.Journal.Outbox;
using Academy.Journal.Projections;
using Academy.Journal.Retention;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Journal;

/// <summary>Registers the journal, its rebuild, its outbox and a pool of connections for queries.</summary>
public static class JournalServices
{
    /// <summary>Reads <see cref="JournalOptions"/> from a section.</summary>
    public static IServiceCollection AddJournal(this IServiceCollection services, IConfiguration section) =>
        services.AddJournal(section.Bind);

    /// <summary>
    /// The container provides the projections (<see cref="IProjection"/>) and, for rebuilds, the decoder
    /// (<see cref="IEventDecoder"/>). Queries use the <c>NpgsqlDataSource</c> that this method registers.
    /// </summary>
    public static IServiceCollection AddJournal(this IServiceCollection services, Action<JournalOptions> configure)
    {
        services.AddLogging();
        services.AddMetrics();
        services
            .AddOptions<JournalOptions>()
            .Configure(configure)
            .Validate(o => o.ConnectionString.Length > 0, "ConnectionStrings__Academy must not be empty.")
            .Validate(o => o.Writers is > 0 and <= 64, "Journal__Writers must be 1 to 64.")
            .Validate(
                o => o.Heartbeat > TimeSpan.Zero && o.Heartbeat * 2 <= o.Lease,
                "Journal__Lease must be twice Journal__Heartbeat or more, and that above zero."
            )
            .Validate(
                o => o is { BatchMax: > 0, QueueMax: > 0, ReadConnectionsMax: > 0 },
                "Journal__BatchMax, Journal__QueueMax and Journal__ReadConnectionsMax must be above zero."
            )
            .Validate(
                o => o.CommandsKept >= TimeSpan.FromDays(30),
                "Journal__CommandsKept must be 30 days or more: clients repeat commands for as long."
            )
            .Validate(o => o.OutboxKept >= TimeSpan.Zero, "Journal__OutboxKept must not be negative.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<JournalMetrics>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton(s => new OutboxAdminQueries(
            s.GetRequiredService<NpgsqlDataSource>(),
            s.GetRequiredService<OutboxSignal>()
        ));
        services.AddSingleton<ProjectionSet>();
        services.AddSingleton<Migrator>();
        services.TryAddSingleton(new LeaseTime(BootTime.Instance));
        services.AddSingleton<Lease>();
        services.AddSingleton<ILease>(s => s.GetRequiredService<Lease>());
        services.AddSingleton<Heartbeat>();
        services.AddSingleton<Fences>();
        services.AddSingleton<IFences>(s => s.GetRequiredService<Fences>());
        services.AddSingleton<ILeases, PostgresLeases>();
        services.AddSingleton<IJournalDatabase, PostgresDatabase>();
        services.AddSingleton<PostgresJournal>();
        services.AddSingleton<IJournal>(s => s.GetRequiredService<PostgresJournal>());
        services.AddSingleton<IFence>(s => s.GetRequiredService<PostgresJournal>());
        services.AddSingleton(s => new ProjectionRebuild(
            s.GetRequiredService<NpgsqlDataSource>(),
            s.GetRequiredService<ProjectionSet>(),
            s.GetServices<IRebuildPreparation>(),
            s.GetServices<IEventDecoder>()
        ));
        services.AddSingleton(s => new JournalRetention(
            s.GetRequiredService<NpgsqlDataSource>(),
            s.GetRequiredService<IOptions<JournalOptions>>(),
            s.GetRequiredService<JournalMetrics>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddHostedService<JournalHost>();
        services.TryAddSingleton(s => Connections.ForReading(s.GetRequiredService<IOptions<JournalOptions>>().Value));
        return services;
    }
}
