using Academy.LocalPostgres;

namespace Academy.Load;

/// <summary>
/// What is measured, with its database: started here in a directory of its own, or given. Either one Api, which hosts
/// the grains, or silos and Api nodes on the loopback network.
/// </summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly LoadOptions options;
    private readonly PostgresServer? postgres;
    private readonly string? directory;
    private readonly int? givenPid;

    private ServerUnderTest(LoadOptions options, Uri given)
    {
        (this.options, givenPid, PostgresPid) = (options, options.ServerPid, options.PostgresPid!.Value);
        Addresses = [given];
    }

    private ServerUnderTest(LoadOptions options, PostgresServer postgres, string directory)
    {
        (this.options, this.postgres, this.directory, PostgresPid) = (options, postgres, directory, postgres.ProcessId);
        var ports = Enumerable.Range(0, options.Nodes).Select(_ => ServerProcess.FreePort()).ToArray();
        Addresses = [.. ports.Select(port => new Uri($"http://127.0.0.1:{port}"))];
        Silos =
        [
            .. Enumerable
                .Range(1, options.Silos)
                .Select(i => new ServerProcess($"silo-{i}", Binary("Silo"), Settings($"silo-{i}", "Silo"))),
        ];
        Nodes =
        [
            .. Addresses.Select(
                (address, i) =>
                    new ServerProcess(
                        $"api-{i + 1}",
                        options.Binary ?? Binary("Api"),
                        new Dictionary<string, string>(
                            Settings($"api-{i + 1}", options.Silos > 0 ? "Client" : "Single")
                        )
                        {
                            ["ASPNETCORE_URLS"] = address.ToString(),
                        }
                    )
            ),
        ];
    }

    /// <summary>Where the Api answers; clients are spread over them.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    public Uri Address => Addresses[0];

    /// <summary>The silos; none where the Api hosts the grains.</summary>
    public IReadOnlyList<ServerProcess> Silos { get; } = [];

    /// <summary>The processes of the Api; none where they were given.</summary>
    public IReadOnlyList<ServerProcess> Nodes { get; } = [];

    /// <summary>The process of the first address.</summary>
    public int ServerPid => givenPid ?? Nodes[0].Pid;

    public int PostgresPid { get; }

    /// <summary>Processor seconds of all processes, those of ended ones included.</summary>
    public double Cpu =>
        givenPid is { } pid ? CpuMeter.OfProcess(pid) : Silos.Concat(Nodes).Sum(process => process.Cpu);

    /// <summary>As it stands in a report.</summary>
    public string Topology => Silos.Count == 0 ? "in-process" : $"{Silos.Count}+{Nodes.Count}";

    public static async Task<ServerUnderTest> Start(LoadOptions options)
    {
        if (options.Server is { } given)
            return new(options, given);
        // Not a private one: started by root, the database runs as another user, who must get through.
        var data = Directory
            .CreateDirectory(Path.Combine(Path.GetTempPath(), $"academy-load-{Guid.NewGuid():N}"))
            .FullName;
        var database = await PostgresServer.StartAsync(
            new LocalPostgresOptions
            {
                Directory = Path.Combine(data, "postgres"),
                Settings = new Dictionary<string, string> { ["max_connections"] = "200" },
            },
            CancellationToken.None
        );
        var server = new ServerUnderTest(options, database, data);
        try
        {
            // One after the other: the first of each kind makes what they share (tables, secrets, the demo academy).
            foreach (var process in server.Silos.Concat(server.Nodes))
                await process.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is null || options.Keep)
            return;
        foreach (var process in Nodes.Concat(Silos))
            await process.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(directory!, recursive: true);
    }

    private Dictionary<string, string> Settings(string name, string mode) =>
        new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development", // For the demo instructor, who makes the course.
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["Academy__DataDirectory"] = directory!,
            ["ConnectionStrings__Academy"] = postgres!.ConnectionString,
            ["RateLimiting__Enabled"] = "false",
            ["Accounts__PasswordIterations"] = "1000",
            ["Cluster__Mode"] = mode,
            ["Cluster__Name"] = name,
        };

    private static string Binary(string project)
    {
        var binary = Path.Combine(Root(), project, "bin", "Release", "net10.0", $"Academy.{project}.dll");
        return File.Exists(binary)
            ? binary
            : throw new InvalidOperationException(
                $"{binary} is missing: dotnet build -c Release {project}/{project}.csproj"
            );
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Academy.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("Run the driver from a checkout, or give --binary or --server.");
    }
}
