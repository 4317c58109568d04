using Academy.Testing;
using Academy.Vault;
using Npgsql;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

/// <summary>The start, and how it is refused: in one clear line.</summary>
public sealed class StartTests
{
    /// <summary>The files of the journal and of these tests, which stand behind them.</summary>
    private static readonly string[] Migrations =
    [
        .. new[] { typeof(IJournal), typeof(StartTests) }
            .SelectMany(type =>
                type.Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            )
            .Select(name => name.Split('.')[^2])
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public async Task Migrations_run_once_and_in_order()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync(first.Database.ConnectionString, o => o.Silo = "second");
        await using var command = first.Database.CreateCommand(
            "select string_agg(name, ' ' order by applied_at, number) from migrations"
        );
        Assert.Equal(string.Join(' ', Migrations), await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Processes_that_start_together_migrate_once()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        var started = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => StartAsync(database, o => o.Silo = $"silo {i}"))
        );
        Assert.Equal(Migrations.Length, await started[0].CountAsync("select count(*) from migrations"));
        Assert.Equal(4, started.Select(running => running.Fence.Own.Generation).Distinct().Count());
        foreach (var running in started)
            await running.DisposeAsync();
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_ran_is_refused()
    {
        await using var running = await StartAsync();
        await running.CountAsync(
            "with changed as (update migrations set checksum = 'other' where number = 9001 returning 1) "
                + "select count(*) from changed"
        );
        await RefusedAsync("9001_notes was changed", () =>
            StartAsync(running.Database.ConnectionString, o => o.Silo = "second")
        );
    }

    [Fact]
    public async Task Another_master_key_is_refused()
    {
        await using var running = await StartAsync();
        await RefusedAsync("master key is not the one", () =>
            StartAsync(running.Database.ConnectionString, masterKey: new byte[32])
        );
    }

    [Fact]
    public async Task A_missing_key_or_connection_string_is_refused()
    {
        await RefusedAsync("32 bytes", () => StartAsync(masterKey: [1, 2, 3]));
        await RefusedAsync("ConnectionStrings__Academy must not be empty", () =>
            StartAsync(configure: o => o.ConnectionString = "")
        );
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_refused()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(await TestPostgres.NewDatabaseAsync());
        nowhere.Database = "nowhere";
        await RefusedAsync("\"nowhere\" does not exist", () => StartAsync(nowhere.ConnectionString));
        nowhere.Host = "127.0.0.1";
        nowhere.Port = 1;
        await RefusedAsync("cannot be reached", () =>
            StartAsync(nowhere.ConnectionString, o => o.StartTimeout = TimeSpan.Zero)
        );
    }

    [Fact]
    public async Task A_database_that_is_still_starting_is_waited_for()
    {
        await using var server = await TestPostgres.StartOwnAsync(TestPostgres.NewDirectory());
        await server.CrashAsync("fast", CancellationToken.None);
        var starting = StartAsync(server.ConnectionString);
        await server.StartAgainAsync(CancellationToken.None);
        await using var running = await starting;
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Note("s", 0))).Verdict);
    }

    private static async Task RefusedAsync(string reason, Func<Task<RunningJournal>> start)
    {
        var error = await Record.ExceptionAsync(start);
        Assert.NotNull(error);
        Assert.Contains(reason, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
