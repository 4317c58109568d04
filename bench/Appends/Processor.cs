using System.Diagnostics;
using System.Globalization;

namespace Academy.Bench.Appends;

/// <summary>
/// Processor seconds of this process and of a PostgreSQL with all its backends, those that ended included.
/// </summary>
internal static class Processor
{
    private const double TicksPerSecond = 100;

    public static double OfThisProcess() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    public static double OfServer(int postmaster)
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        // The postmaster's own, what its ended children left it, and its children that live.
        var seconds = Seconds(Stat(postmaster)!, withEndedChildren: true);
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var process)
                && Stat(process) is { } stat
                && stat[1] == postmaster.ToString(CultureInfo.InvariantCulture)
            )
                seconds += Seconds(stat, withEndedChildren: false);
        }
        return seconds;
    }

    /// <summary>The fields of <c>/proc/N/stat</c> after the name: state, parent …; utime is the 12th of them.</summary>
    private static string[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double Seconds(string[] stat, bool withEndedChildren) =>
        Enumerable.Range(11, withEndedChildren ? 4 : 2).Sum(i => long.Parse(stat[i], CultureInfo.InvariantCulture))
        / TicksPerSecond;
}
