using System.Text.RegularExpressions;

namespace Academy.Processes.Servers;

/// <summary>
/// What a process prints: the latest of it, and everything in a file when <c>ACADEMY_LOGS</c> names a directory.
/// </summary>
internal sealed partial class ServerLog : IDisposable
{
    private const int LinesMax = 400;

    public static readonly string? Kept = Environment.GetEnvironmentVariable("ACADEMY_LOGS");

    private static int files;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();
    private readonly List<string> errors = [];
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Regex readyLine;
    private readonly StreamWriter? file;
    private bool ofAnError;

    /// <param name="name">Of the process; the beginning of the file's.</param>
    /// <param name="readyLine">What it says when it can be used; its group is where.</param>
    public ServerLog(string name, Regex readyLine)
    {
        this.readyLine = readyLine;
        if (Kept is not null)
            file = new StreamWriter(
                Path.Combine(Directory.CreateDirectory(Kept).FullName, $"{name}-{Interlocked.Increment(ref files)}.log")
            )
            {
                AutoFlush = true,
            };
    }

    public Task<Uri> Ready => ready.Task;

    /// <summary>Lines of level Error and Critical, each with what it says.</summary>
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
            // Level and source are one line, what it says is the next.
            if (ofAnError && line.StartsWith(' '))
                errors[^1] += $" {line.Trim()}";
            ofAnError =
                line.StartsWith("fail:", StringComparison.Ordinal)
                || line.StartsWith("crit:", StringComparison.Ordinal)
                || line.StartsWith("Unhandled exception", StringComparison.Ordinal);
            if (ofAnError)
                errors.Add(line);
            file?.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {line}");
        }
        if (readyLine.Match(line) is { Success: true } match)
            ready.TrySetResult(
                new Uri(
                    match.Groups[1].Value is var where && where.Contains("://", StringComparison.Ordinal)
                        ? where
                        : $"tcp://{where}"
                )
            );
    }

    public void Dispose() => file?.Dispose();

    /// <summary>Kestrel's word.</summary>
    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    public static partial Regex ListensForHttp();
}
