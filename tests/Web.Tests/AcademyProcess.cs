using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Academy.Web.Tests;

/// <summary>
/// The real server in a process of its own, which can be killed as the machine would, and started again.
/// </summary>
internal sealed class AcademyProcess(string database, params (string Name, string Value)[] settings) : IDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly int port = FreePort();
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("academy-web-tests-");
    private readonly ConcurrentQueue<string> output = new();
    private Process? process;

    public string Address => $"http://127.0.0.1:{port}";

    public string Output => string.Join('\n', output);

    public async Task StartAsync()
    {
        process = Process.Start(Program())!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await BeReadyAsync(process);
    }

    /// <summary>Runs a command of the program beside the server, and gives back what it says.</summary>
    public async Task<string> RunAsync(params string[] command)
    {
        using var run = Process.Start(Program(command))!;
        var (said, complained) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync().WaitAsync(StartMax);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', command)} ended with {run.ExitCode}.\n{await complained}");
        return await said;
    }

    /// <summary>SIGKILL: no farewell, no flush.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (process is { HasExited: false })
            process.Kill();
        process?.Dispose();
        data.Delete(recursive: true);
    }

    private ProcessStartInfo Program(params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [Built.Api, .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = Address,
                ["ConnectionStrings__Academy"] = database,
                ["Academy__DataDirectory"] = data.FullName,
            },
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return start;
    }

    private async Task BeReadyAsync(Process started)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < StartMax)
        {
            if (started.HasExited)
                Assert.Fail($"The Api ended with {started.ExitCode} before it was ready.\n{Output}");
            try
            {
                if ((await http.GetAsync($"{Address}/health/ready")).IsSuccessStatusCode)
                    return;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }
            await Task.Delay(PollInterval);
        }
        Assert.Fail($"The Api was not ready within {StartMax}.\n{Output}");
    }

    private void Keep(string? line)
    {
        if (line is not null)
            output.Enqueue(line);
        while (output.Count > 200)
            output.TryDequeue(out _);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
