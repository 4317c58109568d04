using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Academy.Api.Tests.Surroundings;

namespace Academy.Processes.Servers;

/// <summary>A server as a process of its own, so that it can be killed, stopped and weighed.</summary>
internal sealed class AcademyProcess : IAsyncDisposable
{
    private const string Api = "Academy.Api.dll";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly ServerLog log;
    private volatile bool isDisposed;
    private int exitCode;

    private readonly bool hasPrefix;

    private AcademyProcess(Process process, ServerLog log, Uri address, bool hasPrefix) =>
        (this.process, this.log, Address, this.hasPrefix) = (process, log, address, hasPrefix);

    public Uri Address { get; }

    public int Id => process.Id;

    public bool HasExited => isDisposed || process.HasExited;

    public int? ExitCode =>
        isDisposed ? exitCode
        : process.HasExited ? process.ExitCode
        : null;

    /// <summary>Lines of level Error and Critical, so far.</summary>
    public IReadOnlyList<string> Errors => log.Errors;

    /// <summary>The last lines, for the message of a test that fails.</summary>
    public string LastWords => log.Tail;

    /// <summary>Megabytes of memory that the process holds now.</summary>
    public int ResidentMegabytes => (int)(ReadStatus("VmRSS:") / 1024);

    public static Task<AcademyProcess> Start(string database, params string[] settings) =>
        StartAsync(Api, "api", ServerLog.ListensForHttp(), database, ["--urls=http://127.0.0.1:0", .. settings]);

    /// <param name="program">Its assembly's file.</param>
    /// <param name="name">What it is called in logs.</param>
    /// <param name="ready">What it says when it can be used; its group is where.</param>
    /// <param name="database">A connection string.</param>
    /// <param name="settings">More switches.</param>
    public static Task<AcademyProcess> StartAsync(
        string program,
        string name,
        Regex ready,
        string database,
        params string[] settings
    ) => StartAsync([], program, name, ready, database, settings);

    /// <param name="prefix">A program that starts this one as its only child, with its arguments; none: it is started
    /// itself.</param>
    public static async Task<AcademyProcess> StartAsync(
        string[] prefix,
        string program,
        string name,
        Regex ready,
        string database,
        params string[] settings
    )
    {
        var said = new ServerLog(name, ready);
        var started = Launch(prefix, program, database, settings, said);
        await Task.WhenAny(said.Ready, started.WaitForExitAsync(), Task.Delay(Patience));
        if (said.Ready.IsCompletedSuccessfully)
            return new(started, said, await said.Ready, prefix.Length > 0);
        started.Kill();
        throw new InvalidOperationException($"{name} did not come up. It said:\n{said.Tail}");
    }

    /// <summary>Runs one of the program's commands to its end.</summary>
    /// <returns>The exit code and what it said.</returns>
    public static async Task<(int Code, string Output)> Run(string database, string command)
    {
        using var said = new ServerLog(command, ServerLog.ListensForHttp());
        using var started = Launch([], Api, database, [], said, command);
        using var patience = new CancellationTokenSource(Patience);
        await started.WaitForExitAsync(patience.Token);
        return (started.ExitCode, said.Tail);
    }

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public async Task Kill()
    {
        if (Signaled is var server && server != process.Id)
            Signals.Send(server, "KILL");
        else
            process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: an orderly end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Stop()
    {
        Signals.Send(Signaled, "TERM");
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

    public void Freeze() => Signals.Send(Signaled, "STOP");

    public void Thaw() => Signals.Send(Signaled, "CONT");

    /// <summary>The server itself: where a prefix started it, that one's child.</summary>
    private int Signaled => hasPrefix && Signals.ChildrenOf(process.Id) is [var child] ? child : process.Id;

    public async ValueTask DisposeAsync()
    {
        // A stage disposes of its server once more when no new one came up; that must not hide why.
        if (isDisposed)
            return;
        if (!process.HasExited)
            await Kill();
        exitCode = process.ExitCode;
        isDisposed = true;
        process.Dispose();
        log.Dispose();
    }

    private static Process Launch(
        string[] prefix,
        string program,
        string database,
        string[] settings,
        ServerLog said,
        params string[] command
    )
    {
        string[] dotnet = [.. prefix, "dotnet"];
        var start = new ProcessStartInfo(dotnet[0])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Processes that live for seconds are not worth being measured by their compiler.
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        };
        foreach (
            var argument in (string[])
                [
                    .. dotnet[1..],
                    Path.Combine(AppContext.BaseDirectory, program),
                    .. command,
                    "--environment=Production",
                    $"--ConnectionStrings:Academy={database}",
                    "--Accounts:PasswordIterations=10",
                    "--RateLimiting:Enabled=false",
                    // Learners of tests count with seconds as fast as they can.
                    "--Learning:TimeSpentAhead=10000.00:00:00",
                    $"--Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
                    $"--Tokens:SigningKey={Keys.Pem}",
                    .. settings,
                ]
        )
            start.ArgumentList.Add(argument);
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, e) => said.Add(e.Data);
        started.ErrorDataReceived += (_, e) => said.Add(e.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        Afterwards.Kill(started.Id);
        return started;
    }

    private long ReadStatus(string name) =>
        long.Parse(
            File.ReadLines($"/proc/{process.Id}/status")
                .First(line => line.StartsWith(name, StringComparison.Ordinal))
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );
}
