using Academy.Grains;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Journal;
using Academy.Journal.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Academy.Simulation.Tests.Database;

/// <summary>A fresh database on a real PostgreSQL, with the journal's and the grains' tables.</summary>
internal sealed class RealDatabase : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private RealDatabase(ServiceProvider services) => this.services = services;

    public IJournalDatabase Journal => services.GetRequiredService<IJournalDatabase>();

    public IFences Fences => services.GetRequiredService<IFences>();

    public NpgsqlDataSource Connections => services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<RealDatabase> StartAsync()
    {
        var connectionString = await Testing.TestPostgres.NewDatabaseAsync();
        var parts = new ServiceCollection();
        parts.AddJournal(options =>
        {
            options.ConnectionString = connectionString;
            options.Silo = "of-the-host";
            options.MigrationAssemblies.Add(typeof(GrainServices).Assembly);
        });
        parts.AddSingleton<IProjection, LearningProjection>();
        parts.AddSingleton<IProjection, GamificationProjection>();
        var database = new RealDatabase(parts.BuildServiceProvider());
        foreach (var host in database.services.GetServices<IHostedService>())
            await host.StartAsync(CancellationToken.None);
        return database;
    }

    public async Task<Fence> RegisterFenceAsync(string silo)
    {
        await ExecuteAsync($"insert into fences (silo, generation, lane) values ('{silo}', 1, 0)");
        return new(silo, 1);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Connections.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<string>> LinesAsync(string sql)
    {
        await using var command = Connections.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in services.GetServices<IHostedService>())
            await host.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
    }
}
