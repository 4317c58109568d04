using System.Globalization;
using Academy.Backup;
using Academy.Journal.Projections;
using Academy.Journal.Retention;
using Academy.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Academy.Journal.Tests;

/// <summary>A journal as a host would run it, on a database of its own.</summary>
internal sealed class RunningJournal : IAsyncDisposable
{
    public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    public static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider services;

    private RunningJournal(ServiceProvider services) => this.services = services;

    /// <summary>What the host grants its services to stop.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    public IJournal Journal => services.GetRequiredService<IJournal>();

    public IFence Fence => services.GetRequiredService<IFence>();

    public ILease Lease => services.GetRequiredService<ILease>();

    public IFences Fences => services.GetRequiredService<IFences>();

    internal MasterKey MasterKey => services.GetRequiredService<MasterKey>();

    public IPersonVault Vault => services.GetRequiredService<IPersonVault>();

    public ProjectionRebuild Rebuild => services.GetRequiredService<ProjectionRebuild>();

    public JournalBackup Backup => services.GetRequiredService<JournalBackup>();

    public JournalRetention Retention => services.GetRequiredService<JournalRetention>();

    public NpgsqlDataSource Database => services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<RunningJournal> StartAsync(
        string? connectionString = null,
        Action<JournalOptions>? configure = null,
        Action<IServiceCollection>? register = null,
        byte[]? masterKey = null
    )
    {
        connectionString ??= await Testing.TestPostgres.NewDatabaseAsync();
        var built = Compose(connectionString, configure, register, masterKey);
        try
        {
            foreach (var host in built.GetServices<IHostedService>())
                await host.StartAsync(CancellationToken.None);
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }
        return new(built);
    }

    /// <summary>The parts of a journal that does not run.</summary>
    public static ServiceProvider Compose(
        string connectionString,
        Action<JournalOptions>? configure = null,
        Action<IServiceCollection>? register = null,
        byte[]? masterKey = null
    )
    {
        var collection = new ServiceCollection();
        collection.AddJournal(options =>
        {
            options.ConnectionString = connectionString;
            options.MigrationAssemblies.Add(typeof(RunningJournal).Assembly);
            configure?.Invoke(options);
        });
        collection.AddVault(masterKey ?? Key);
        collection.AddBackup();
        collection.AddSingleton<IProjection, NotesProjection>();
        collection.AddSingleton<IEventDecoder, NotesDecoder>();
        register?.Invoke(collection);
        return collection.BuildServiceProvider();
    }

    public static Append Note(
        string stream,
        long expected,
        string body = "hello",
        string? commandId = null,
        string actor = "tester",
        string? feeds = null,
        Cause cause = default
    ) =>
        new()
        {
            Stream = stream,
            ExpectedSeq = expected,
            Events = [NoteTaken.Pending(body)],
            Actor = actor,
            At = At,
            Cause = cause,
            Command = commandId is null
                ? null
                : new(commandId, "hash-" + body[..Math.Min(body.Length, 40)], "{\"ok\":true}"u8.ToArray()),
            Feed = feeds is null ? [] : [new(feeds, "{}"u8.ToArray())],
        };

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Ends as a killed process would: no farewell to the database.</summary>
    public ValueTask AbandonAsync() => services.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        foreach (var host in services.GetServices<IHostedService>())
            await host.StopAsync(patience.Token);
        await services.DisposeAsync();
    }
}
