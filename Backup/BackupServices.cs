using Academy.Journal;
using Academy.Journal.Hosting;
using Academy.Journal.Projections;
using Academy.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Backup;

/// <summary>Registers backup and restore of the journal and the vault of the same container.</summary>
public static class BackupServices
{
    public static IServiceCollection AddBackup(this IServiceCollection services)
    {
        services.AddSingleton<BackupTables>();
        services.AddSingleton(s => new JournalBackup(
            s.GetRequiredService<NpgsqlDataSource>(),
            s.GetRequiredService<BackupTables>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new JournalRestore(
            s.GetRequiredService<NpgsqlDataSource>(),
            s.GetRequiredService<IOptions<JournalOptions>>(),
            s.GetRequiredService<Migrator>(),
            s.GetRequiredService<MasterKey>(),
            s.GetRequiredService<ProjectionRebuild>(),
            s.GetRequiredService<BackupTables>(),
            s.GetRequiredService<TimeProvider>()
        ));
        return services;
    }
}
