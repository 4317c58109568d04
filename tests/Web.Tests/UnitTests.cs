using System.Diagnostics;

namespace Academy.Web.Tests;

public sealed class UnitTests
{
    private static readonly TimeSpan VitestMax = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_web_clients_own_tests_pass()
    {
        Assert.True(
            Directory.Exists(Path.Combine(Built.Web, "node_modules")),
            "Web/node_modules is missing: the web client was not built (SkipWebBuild?). Run `npm ci` in Web/."
        );

        using var vitest = Process.Start(
            new ProcessStartInfo("node", ["node_modules/vitest/vitest.mjs", "run", "--no-color"])
            {
                WorkingDirectory = Built.Web,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = vitest.StandardOutput.ReadToEndAsync();
        var complained = vitest.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(VitestMax);
        try
        {
            await vitest.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            vitest.Kill(entireProcessTree: true);
            Assert.Fail($"The web client's tests did not end within {VitestMax}.\n{await said}\n{await complained}");
        }

        Assert.True(vitest.ExitCode == 0, $"The web client's tests failed.\n{await said}\n{await complained}");
    }
}
