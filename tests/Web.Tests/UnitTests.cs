using System.Diagnostics;

namespace Academy.Web.Tests;

public sealed class UnitTests
{
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(3);

    [Fact]
    public Task The_web_clients_own_tests_pass() => PassAsync("vitest/vitest.mjs", "run", "--no-color");

    [Fact]
    public Task The_web_client_is_linted_and_as_the_formatter_writes_it() =>
        PassAsync("@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--colors=off");

    private static async Task PassAsync(string tool, params string[] arguments)
    {
        Assert.True(
            Directory.Exists(Path.Combine(Built.Web, "node_modules")),
            "Web/node_modules is missing: the web client was not built (SkipWebBuild?). Run `npm ci` in Web/."
        );

        using var run = Process.Start(
            new ProcessStartInfo("node", [$"node_modules/{tool}", .. arguments])
            {
                WorkingDirectory = Built.Web,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = run.StandardOutput.ReadToEndAsync();
        var complained = run.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(RunMax);
        try
        {
            await run.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            run.Kill(entireProcessTree: true);
            Assert.Fail($"{tool} did not end within {RunMax}.\n{await said}\n{await complained}");
        }

        Assert.True(run.ExitCode == 0, $"{tool} failed.\n{await said}\n{await complained}");
    }
}
