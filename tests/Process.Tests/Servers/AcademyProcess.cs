using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Academy.Api.Tests.Surroundings;

namespace Academy.Processes.Servers;

/// <summary>The server as a process of its own, so that it can be killed, stopped and weighed.</summary>
internal sealed partial class AcademyProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ServerLog log;
    private bool isDisposed;

    private AcademyProcess(Process process, ServerLog log, Uri address) =>
        (this.process, this.log, Address) = (process, log, address);

    public Uri Address { get; }

    public bool HasExited => process.HasExited;

    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>Lines of level Error and Critical, so far.</summary>
    public IReadOnlyList<string> Errors => log.Errors;

    /// <summary>The last lines, for the message of a test that fails.</summary>
    public string LastWords => log.Tail;

    /// <summary>Megabytes of memory that the process holds now.</summary>
    public int ResidentMegabytes => (int)(ReadStatus("VmRSS:") / 1024);

    public static async Task<AcademyProcess> Start(string database, params string[] settings)
    {
        var said = new ServerLog();
        var started = Launch(database, settings, said);
        await Task.WhenAny(said.Listening, started.WaitForExitAsync(), Task.Delay(Patience));
        if (said.Listening.IsCompletedSuccessfully)
            return new(started, said, await said.Listening);
        started.Kill();
        throw new InvalidOperationException($"The server does not listen. It said:\n{said.Tail}");
    }

    /// <summary>Runs one of the program's commands to its end.</summary>
    /// <returns>The exit code and what it said.</returns>
    public static async Task<(int Code, string Output)> Run(string database, string command)
    {
        var said = new ServerLog();
        using var started = Launch(database, [], said, command);
        using var patience = new CancellationTokenSource(Patience);
        await started.WaitForExitAsync(patience.Token);
        return (started.ExitCode, said.Tail);
    }

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: an orderly end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop()
    {
        Signals.Send(process.Id, "TERM");
        await Ended();
        return process.ExitCode;
    }

    /// <summary>Waits for an end that comes by itself.</summary>
    public async Task Ended()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The server has not ended within {Patience.TotalSeconds} s. It said:\n{log.Tail}");
        }
    }

    public void Freeze() => Signals.Send(process.Id, "STOP");

    public void Thaw() => Signals.Send(process.Id, "CONT");

    public async ValueTask DisposeAsync()
    {
        // A stage disposes of its server once more when no new one came up; that must not hide why.
        if (isDisposed)
            return;
        isDisposed = true;
        if (!process.HasExited)
            await Kill();
        process.Dispose();
    }

    private static Process Launch(string database, string[] settings, ServerLog said, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])
        [
            Path.Combine(AppContext.BaseDirectory, "Academy.Api.dll"),
            .. command,
            "--environment=Production",
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:Academy={database}",
            "--Accounts:PasswordIterations=10",
            "--RateLimiting:Enabled=false",
            $"--Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
            $"--Tokens:SigningKey={Keys.Pem}",
            .. settings,
        ])
            start.ArgumentList.Add(argument);
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, e) => said.Add(e.Data);
        started.ErrorDataReceived += (_, e) => said.Add(e.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        Afterwards.Kill(started.Id);
        return started;
    }

    private long ReadStatus(string name) => long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>What a server prints; the latest of it.</summary>
    private sealed partial class ServerLog
    {
        private const int LinesMax = 400;

        private readonly Lock gate = new();
        private readonly Queue<string> lines = new();
        private readonly List<string> errors = [];
        private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Uri> Listening => listening.Task;

        public IReadOnlyList<string> Errors
        {
            get
            {
                lock (gate)
                    return [.. errors];
            }
        }

        public string Tail
        {
            get
            {
                lock (gate)
                    return string.Join('\n', lines);
            }
        }

        public void Add(string? line)
        {
            if (line is null)
                return;
            lock (gate)
            {
                lines.Enqueue(line);
                if (lines.Count > LinesMax)
                    lines.Dequeue();
                if (line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal)
                    || line.StartsWith("Unhandled exception", StringComparison.Ordinal))
                    errors.Add(line);
            }
            if (ListeningOn().Match(line) is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups[1].Value));
        }

        [GeneratedRegex(@"Now listening on: (http://\S+)")]
        private static partial Regex ListeningOn();
    }
}
