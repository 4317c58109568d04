using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Academy.Api.Tests.Surroundings;
using Academy.Testing;

namespace Academy.Api.Tests.Composition;

/// <summary>A start that cannot succeed says why in one line, as a process of its own.</summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class StartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Academy.Api.dll");

    [Fact]
    public async Task Without_secrets_production_names_what_is_missing()
    {
        var settings = Settings("Host=127.0.0.1;Port=1;Database=none");
        settings.Remove("Tokens__SigningKey");
        await ShouldNotStartAsync(settings, "Tokens__SigningKey");
        settings["Tokens__SigningKey"] = Keys.Pem;
        settings.Remove("Secrets__MasterKey");
        await ShouldNotStartAsync(settings, "Secrets__MasterKey");
    }

    [Fact]
    public async Task A_signing_key_that_is_none_is_named()
    {
        var settings = Settings("Host=127.0.0.1;Port=1;Database=none");
        settings["Tokens__SigningKey"] = "not a key";
        await ShouldNotStartAsync(settings, "Tokens__SigningKey");
    }

    [Fact]
    public async Task Without_a_database_it_says_that_it_cannot_be_reached()
    {
        var settings = Settings("Host=127.0.0.1;Port=1;Database=none;Timeout=1");
        settings["Journal__StartTimeout"] = "00:00:01";
        await ShouldNotStartAsync(settings, "PostgreSQL");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)squatter.LocalEndpoint).Port}";
        var settings = Settings(await TestPostgres.NewDatabaseAsync());
        settings["ASPNETCORE_URLS"] = address;
        await ShouldNotStartAsync(settings, address);
    }

    [Fact]
    public async Task A_command_that_there_is_not_says_so()
    {
        var (code, errors, _) = await RunAsync(Settings("Host=127.0.0.1;Port=1;Database=none"), "dance");
        Assert.Equal(2, code);
        Assert.Contains("'dance'", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_cannot_be_done_says_why_in_one_line()
    {
        var (code, errors, _) = await RunAsync(
            Settings("Host=127.0.0.1;Port=1;Database=none"),
            "restore",
            "/nowhere/at.all"
        );
        Assert.Equal(1, code);
        Assert.Contains("/nowhere/at.all", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_finds_the_secrets_of_the_server_that_is_started_the_same_way()
    {
        var folder = Directory.CreateTempSubdirectory("academy-command-");
        var settings = Settings(await TestPostgres.NewDatabaseAsync());
        settings.Remove("ASPNETCORE_ENVIRONMENT");
        settings.Remove("Secrets__MasterKey");
        settings["ACADEMY_DEFAULT_ENVIRONMENT"] = "Development";
        settings["Academy__DataDirectory"] = folder.FullName;
        var (code, errors, output) = await RunAsync(settings, "migrate");
        Assert.True(code == 0, errors + output);
        Assert.True(File.Exists(Path.Combine(folder.FullName, "master.key")));
        folder.Delete(recursive: true);
    }

    private static Dictionary<string, string> Settings(string database) =>
        new(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__Academy"] = database,
            ["Secrets__MasterKey"] = Convert.ToBase64String(new byte[32]),
            ["Tokens__SigningKey"] = Keys.Pem,
        };

    private static async Task ShouldNotStartAsync(Dictionary<string, string> settings, string reason)
    {
        var (code, errors, output) = await RunAsync(settings);
        Assert.True(code != 0, $"it started: {output}");
        var line = Assert.Single(Lines(errors));
        Assert.StartsWith("Academy cannot start: ", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + errors, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<(int Code, string Errors, string Output)> RunAsync(
        Dictionary<string, string> settings,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var name in new[] { "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ACADEMY_DEFAULT_ENVIRONMENT" })
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"it neither started nor ended within {Patience.TotalSeconds} s: {await output}");
        }
        return (process.ExitCode, await errors, await output);
    }
}
