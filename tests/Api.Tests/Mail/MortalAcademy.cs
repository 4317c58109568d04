using System.Diagnostics;
using System.Text.RegularExpressions;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Mail;

/// <summary>A server as a process of its own, so that it can be killed in the middle of something.</summary>
internal sealed partial class MortalAcademy : IDisposable
{
    private readonly Process process;

    private MortalAcademy(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<MortalAcademy> StartAsync(string database, params string[] settings)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Academy.Api.dll"),
            "--environment=Production",
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:Academy={database}",
            "--Accounts:PasswordIterations=10",
            "--RateLimiting:Enabled=false",
            $"--Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
            $"--Tokens:SigningKey={Keys.Pem}",
            .. settings,
        ];
        var started = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            while (await started.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                if (Listening().Match(line) is { Success: true } match)
                    return new(started, new Uri(match.Groups[1].Value));
            }
        }
        catch (OperationCanceledException)
        {
            // Said below.
        }
        started.Kill();
        throw new InvalidOperationException("The server did not say within 60 s where it listens.");
    }

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
