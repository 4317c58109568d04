using System.Diagnostics;
using System.Text.Json;

namespace Academy.Api.Tests.Surroundings;

/// <summary>
/// Scripts on Node, which ask other people's implementations. Their packages are installed at first use.
/// </summary>
internal static class Oracle
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan InstallMax = TimeSpan.FromMinutes(5);

    private static readonly Lazy<Task> Installed = new(InstallAsync);

    private static string Folder => Path.Combine(Checkout.Root, "tests", "Api.Tests", "node");

    public static async Task<JsonElement> AskAsync(string script, object question, TimeSpan? patience = null)
    {
        await Installed.Value;
        return JsonSerializer.Deserialize<JsonElement>(
            await RunAsync("node", [script], JsonSerializer.Serialize(question), patience ?? Patience)
        );
    }

    /// <summary>Starts a script that goes on until its input ends.</summary>
    public static async Task<Process> StartAsync(string script, params string[] arguments)
    {
        await Installed.Value;
        return Process.Start(Instructions("node", [script, .. arguments]))!;
    }

    private static async Task InstallAsync()
    {
        var stamp = Path.Combine(Folder, "node_modules", ".installed");
        var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted)
            return;
        await RunAsync(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            ["ci", "--no-audit", "--no-fund"],
            "",
            InstallMax
        );
        await File.WriteAllTextAsync(stamp, wanted);
    }

    private static async Task<string> RunAsync(string file, string[] arguments, string input, TimeSpan max)
    {
        using var process = Process.Start(Instructions(file, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(max);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{file} {string.Join(' ', arguments)} did not end within {max.TotalSeconds} s");
        }
        Assert.True(process.ExitCode == 0, $"{file} {string.Join(' ', arguments)} failed: {await errors}");
        return await output;
    }

    private static ProcessStartInfo Instructions(string file, string[] arguments) =>
        new(file, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
}
