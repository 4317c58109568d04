using System.Diagnostics;
using System.Text.Json;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Servers;

namespace Academy.Processes.Clients;

/// <summary>
/// A client in Python (second-door.py) that follows a stream by the second door, and the messages that it has kept. It
/// may be killed, and goes on where it was.
/// </summary>
internal sealed class ForeignReader(Uri server, string stream, string token, string mode) : IAsyncDisposable
{
    private const string Python = "python3";
    private const string Beginning = "-1";

    private static readonly string Script = Path.Combine(
        Checkout.Root,
        "tests",
        "Process.Tests",
        "Clients",
        "second-door.py"
    );

    private readonly Lock gate = new();
    private readonly List<JsonElement> messages = [];
    private string offset = Beginning;
    private Process? process;
    private Task<string> complaints = Task.FromResult("");
    private Task reading = Task.CompletedTask;

    public string Stream => stream;

    public string Mode => mode;

    public IReadOnlyList<JsonElement> Messages
    {
        get
        {
            lock (gate)
                return [.. messages];
        }
    }

    public long Seq => Messages is [.., var last] ? last.GetProperty("seq").GetInt64() : 0;

    /// <summary>What it said before it gave up.</summary>
    public string Complaints => process is { HasExited: true } ? complaints.Result : "";

    public void Start()
    {
        process = Process.Start(
            new ProcessStartInfo(Python, [Script, server.GetLeftPart(UriPartial.Authority), stream, mode, offset])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["ACADEMY_TOKEN"] = token, ["no_proxy"] = "*" },
            }
        )!;
        Afterwards.Kill(process.Id);
        complaints = process.StandardError.ReadToEndAsync();
        reading = ReadAsync(process.StandardOutput);
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    /// <summary>A test that needs Python, which nobody can be given by npm or NuGet.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FactAttribute : Xunit.FactAttribute
    {
        public FactAttribute()
        {
            var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            if (!places.Any(place => File.Exists(Path.Combine(place, Python))))
                Skip = $"{Python} is not on this machine.";
        }
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            JsonElement came;
            try
            {
                came = JsonSerializer.Deserialize<JsonElement>(line);
            }
            catch (JsonException)
            {
                Assert.Null(await output.ReadLineAsync());
                return; // It was killed while it wrote this: it has not kept it.
            }
            lock (gate)
            {
                messages.AddRange(came.GetProperty("messages").EnumerateArray());
                offset = came.GetProperty("next").GetString()!;
            }
        }
    }
}
