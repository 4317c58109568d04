using System.Diagnostics;
using System.Globalization;
using Academy.LocalPostgres;
using Npgsql;

namespace Academy.Testing;

/// <summary>
/// One PostgreSQL per test process, started at first use and gone after the process, however it ends. Test projects
/// take it by linking this file: <c>&lt;Compile Include="../Testing.Postgres/*.cs" /&gt;</c>.
/// </summary>
public static class TestPostgres
{
    private static readonly string Home = Path.Combine(Path.GetTempPath(), "academy-tests");
    private static readonly Lazy<Task<PostgresServer>> Server = new(StartAsync);
    private static int databases;

    public static Task<PostgresServer> SharedAsync() => Server.Value;

    /// <summary>A fresh, empty database on the shared server.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> NewDatabaseAsync()
    {
        var server = await SharedAsync();
        return await server.EnsureDatabaseAsync($"test_{Interlocked.Increment(ref databases)}", CancellationToken.None);
    }

    /// <summary>A directory for a server of one's own; it goes when the process does.</summary>
    public static string NewDirectory() =>
        Path.Combine(Home, $"{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}");

    public static async Task<PostgresServer> StartOwnAsync(string directory, bool fromPackage = false)
    {
        var server = await PostgresServer.StartAsync(
            new()
            {
                Directory = directory,
                FromPackage = fromPackage,
                // Small, not unsafe: fsync stays on.
                Settings = new Dictionary<string, string>
                {
                    ["shared_buffers"] = "64MB",
                    ["min_wal_size"] = "32MB",
                    ["max_wal_size"] = "512MB",
                    ["max_connections"] = "200",
                },
            },
            CancellationToken.None
        );
        ClearUpAfterThisProcess(directory);
        return server;
    }

    private static Task<PostgresServer> StartAsync()
    {
        SweepLeftovers();
        return StartOwnAsync(NewDirectory());
    }

    /// <summary>The test host is killed as often as it ends, so somebody else must turn off the light.</summary>
    private static void ClearUpAfterThisProcess(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        const string script = """
            while kill -0 "$1" 2>/dev/null; do sleep 1; done
            [ -f "$2/data/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")" 2>/dev/null
            sleep 1; rm -rf "$2"
            """;
        // In the background of a shell that ends at once: nobody waits for its output.
        Process
            .Start(
                "/bin/sh",
                [
                    "-c",
                    "nohup /bin/sh -c \"$0\" sh \"$1\" \"$2\" >/dev/null 2>&1 </dev/null &",
                    script,
                    Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                    directory,
                ]
            )
            .WaitForExit();
    }

    private static void SweepLeftovers()
    {
        if (!Directory.Exists(Home))
            return;
        foreach (var directory in Directory.EnumerateDirectories(Home))
        {
            if (
                !int.TryParse(Path.GetFileName(directory).Split('-')[0], CultureInfo.InvariantCulture, out var owner)
                || IsAlive(owner)
            )
                continue;
            try
            {
                var file = Path.Combine(directory, "data", "postmaster.pid");
                if (
                    File.Exists(file)
                    && int.TryParse(File.ReadLines(file).First(), CultureInfo.InvariantCulture, out var postmaster)
                    && IsAlive(postmaster)
                    && Process.GetProcessById(postmaster) is { ProcessName: "postgres" } process
                )
                {
                    process.Kill();
                    process.WaitForExit(5_000);
                }
                Directory.Delete(directory, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Another test process sweeps at the same time, or its server is not down yet: the next run does it.
            }
        }
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
