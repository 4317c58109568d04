using System.Diagnostics;
using Academy.Processes.Servers;
using StackExchange.Redis;

namespace Academy.Clusters.Redis;

/// <summary>
/// A Redis of one's own, which keeps nothing on disk. Installed by the first test that wants it, where that may be
/// done.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";

    private readonly Process process;
    private readonly int port;

    private RedisServer(Process process, int port) => (this.process, this.port) = (process, port);

    public string ConnectionString => $"127.0.0.1:{port}";

    /// <summary>Why there is none to be had; null: there is.</summary>
    public static string? Missing =>
        IsOnPath(Program) ? null
        : !Environment.IsPrivilegedProcess || !IsOnPath("apt-get")
            ? "redis-server is not installed, and only root may install it (apt-get install redis-server)."
        : null;

    public static async Task<RedisServer> StartAsync()
    {
        if (!IsOnPath(Program))
        {
            // A new machine has no list of packages.
            await RunAsync("apt-get", "update");
            await RunAsync("apt-get", "install", "--yes", "--no-install-recommends", Program);
        }
        var free = FreePorts.Next();
        var started = Process.Start(
            new ProcessStartInfo(
                Program,
                [
                    "--port",
                    $"{free}",
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--dir",
                    Path.GetTempPath(),
                ]
            )
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        started.BeginOutputReadLine();
        Afterwards.Kill(started.Id);
        var server = new RedisServer(started, free);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
                return server;
            }
            catch (RedisConnectionException) when (attempt < 50 && !started.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>
    /// The fields of the hashes whose name says that they are of members: one for each, and the version.
    /// </summary>
    public async Task<IReadOnlyList<string>> MembersAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
        var fields = new List<string>();
        foreach (var key in connection.GetServer("127.0.0.1", port).Keys(pattern: "*members*"))
            fields.AddRange(
                (await connection.GetDatabase().HashGetAllAsync(key)).Select(entry => $"{entry.Name} {entry.Value}")
            );
        return fields;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var command = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" },
            }
        )!;
        var said = await command.StandardOutput.ReadToEndAsync() + await command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync();
        Assert.True(command.ExitCode == 0, $"{program} {string.Join(' ', arguments)} failed:\n{said}");
    }
}

/// <summary>A test that wants a Redis; skipped, with the reason, where there is none to be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisServer.Missing;
}
