using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Academy.Load;

/// <summary>
/// One process of what is measured: an Api or a silo, which can be stopped, killed and started again where it was.
/// </summary>
internal sealed partial class ServerProcess(string name, string binary, IReadOnlyDictionary<string, string> settings)
    : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);

    private readonly List<string> lines = [];
    private Process? process;
    private double cpuOfEarlier;

    public string Name => name;

    /// <summary>Where it answers HTTP; of a silo, to operators.</summary>
    public Uri? Address { get; private set; }

    public int Pid => process?.Id ?? throw new InvalidOperationException($"{name} is not running.");

    /// <summary>Seconds of all its lives.</summary>
    public double Cpu => cpuOfEarlier + (process is { HasExited: false } ? CpuMeter.OfProcess(process.Id) : 0);

    /// <summary>A port that was free a moment ago, for who has to come back to the same.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [binary])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(binary)!,
        };
        foreach (var (variable, value) in settings)
            start.Environment[variable] = value;
        lock (lines)
            lines.Clear();
        var (started, up) = (Process.Start(start)!, new TaskCompletionSource());
        void Read(string? line)
        {
            if (line is null)
                return;
            lock (lines)
                lines.Add(line);
            if (AnswersAt().Match(line) is { Success: true } match)
                Address = new Uri(match.Groups["url"].Value);
            if (IsUp().IsMatch(line))
                up.TrySetResult();
        }
        started.OutputDataReceived += (_, e) => Read(e.Data);
        started.ErrorDataReceived += (_, e) => Read(e.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        if (await Task.WhenAny(up.Task, started.WaitForExitAsync(), Task.Delay(StartPatience)) != up.Task)
            throw new InvalidOperationException($"{name} did not start:\n{Log()}");
        process = started;
        await UntilReady();
    }

    /// <summary>An orderly end.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        var began = Stopwatch.GetTimestamp();
        cpuOfEarlier += CpuMeter.OfProcess(Pid);
        Native.Kill(Pid, Native.SigTerm);
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await process!.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException late)
        {
            await KillAsync();
            throw new TimeoutException($"{name} did not stop within {StopPatience.TotalSeconds} s:\n{Log()}", late);
        }
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name} ended with {process.ExitCode}:\n{Log()}");
        process = null;
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>From one moment to the next (<c>kill -9</c>).</summary>
    public async Task KillAsync()
    {
        if (process is not { HasExited: false } living)
            return;
        cpuOfEarlier += CpuMeter.OfProcess(living.Id);
        living.Kill();
        await living.WaitForExitAsync();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            await StopAsync();
    }

    private async Task UntilReady()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        for (
            var began = Stopwatch.GetTimestamp();
            Stopwatch.GetElapsedTime(began) < StartPatience;
            await Task.Delay(50)
        )
        {
            using var answer = await http.GetAsync("health/ready");
            if (answer.IsSuccessStatusCode)
                return;
        }
        throw new InvalidOperationException($"{name} did not get ready:\n{Log()}");
    }

    private string Log()
    {
        lock (lines)
            return string.Join('\n', lines.TakeLast(40));
    }

    [GeneratedRegex(@"(?:Now listening on:|Silo answers operators at) (?<url>http://\S+)")]
    private static partial Regex AnswersAt();

    [GeneratedRegex(@"Application started\.")]
    private static partial Regex IsUp();
}
