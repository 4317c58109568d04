using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Academy.Load;

/// <summary>The server that is measured, with its database: started here in a directory of its own, or given.</summary>
internal sealed partial class ServerUnderTest : IAsyncDisposable
{
    private readonly Process? process;
    private readonly string? directory;

    private ServerUnderTest(Uri address, int serverPid, int postgresPid, Process? process, string? directory) =>
        (Address, ServerPid, PostgresPid, this.process, this.directory) = (address, serverPid, postgresPid, process, directory);

    public Uri Address { get; }

    public int ServerPid { get; }

    public int PostgresPid { get; }

    public static async Task<ServerUnderTest> Start(LoadOptions options)
    {
        if (options.Server is { } given)
            return new(given, options.ServerPid!.Value, options.PostgresPid!.Value, null, null);

        var binary = options.Binary ?? Path.Combine(Root(), "Api", "bin", "Release", "net10.0", "Academy.Api.dll");
        if (!File.Exists(binary))
            throw new InvalidOperationException($"{binary} is missing: dotnet build -c Release Api/Api.csproj");
        var data = Directory.CreateTempSubdirectory("academy-load-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(data, File.GetUnixFileMode(data) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

        var start = new ProcessStartInfo("dotnet", [binary])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(binary)!,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development", // For the demo instructor, who makes the course.
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Academy__DataDirectory"] = data,
                ["RateLimiting__Enabled"] = "false",
                ["Accounts__PasswordIterations"] = "1000",
            },
        };
        var started = Process.Start(start)!;
        var lines = new List<string>();
        var address = new TaskCompletionSource<Uri>();
        void Read(string? line)
        {
            if (line is null)
                return;
            lock (lines)
                lines.Add(line);
            if (ListeningOn().Match(line) is { Success: true } match)
                address.TrySetResult(new Uri(match.Groups[1].Value));
        }
        started.OutputDataReceived += (_, e) => Read(e.Data);
        started.ErrorDataReceived += (_, e) => Read(e.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        var exited = started.WaitForExitAsync();
        if (await Task.WhenAny(address.Task, exited, Task.Delay(TimeSpan.FromMinutes(2))) != address.Task)
        {
            lock (lines)
                throw new InvalidOperationException($"The server did not start:\n{string.Join('\n', lines)}");
        }
        var postmaster = File.ReadLines(Path.Combine(data, "postgres", "data", "postmaster.pid")).First();
        return new(await address.Task, started.Id, int.Parse(postmaster), started, options.Keep ? null : data);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null || directory is null)
            return;
        // An orderly end, so that the server stops its database; then whatever it left.
        Native.Kill(process.Id, Native.SigTerm);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
        Directory.Delete(directory, recursive: true);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Academy.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("Run the driver from a checkout, or give --binary or --server.");
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningOn();
}
