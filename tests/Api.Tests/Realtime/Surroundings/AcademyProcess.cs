using System.Diagnostics;
using System.Text.RegularExpressions;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Realtime.Surroundings;

/// <summary>The server as a process of its own, so that it can be killed.</summary>
internal sealed partial class AcademyProcess : IAsyncDisposable
{
    private readonly Process process;

    private AcademyProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<AcademyProcess> Start(string database)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Academy.Api.dll"),
                "--environment=Production",
                "--urls=http://127.0.0.1:0",
                $"--ConnectionStrings:Academy={database}",
                "--Accounts:PasswordIterations=10",
                "--RateLimiting:Enabled=false",
                $"--Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
                $"--Tokens:SigningKey={Keys.Pem}",
            },
        };
        var started = Process.Start(start)!;
        var output = new List<string>();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Read(string? line)
        {
            if (line is null)
                return;
            lock (output)
                output.Add(line);
            if (ListeningOn().Match(line) is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
        started.OutputDataReceived += (_, e) => Read(e.Data);
        started.ErrorDataReceived += (_, e) => Read(e.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        await Task.WhenAny(listening.Task, started.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(60)));
        if (listening.Task.IsCompletedSuccessfully)
            return new(started, await listening.Task);
        started.Kill();
        lock (output)
            throw new InvalidOperationException($"The server does not listen. It said:\n{string.Join('\n', output)}");
    }

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await Kill();
        process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningOn();
}
