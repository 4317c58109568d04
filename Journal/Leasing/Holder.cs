using System.Globalization;

namespace Academy.Journal.Leasing;

/// <summary>
/// Names a process so that another one can see that it is gone: the machine since its start, the process's namespace
/// and user, its number and when it began. Only on Linux, and only what runs on the same machine and sees the same
/// processes, can tell; for everybody else the holder may still live.
/// </summary>
internal static class Holder
{
    /// <summary>Of the fields behind the name in <c>/proc/N/stat</c>: the state, and when the process began.</summary>
    private const int StateField = 0;
    private const int BegunField = 19;

    /// <summary>This process; null where nobody could tell that it is gone.</summary>
    public static string? Own { get; } = Of(Environment.ProcessId);

    public static string? Of(int process) =>
        Machine is { } machine && Stat(process) is { } stat
            ? string.Create(CultureInfo.InvariantCulture, $"{machine} {process} {stat[BegunField]}")
            : null;

    private static string? Machine
    {
        get
        {
            try
            {
                return OperatingSystem.IsLinux() && new FileInfo("/proc/self/ns/pid").LinkTarget is { } space
                    ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {space} {Environment.UserName}"
                    : null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>True only if the process is certainly no more.</summary>
    public static bool IsGone(string? holder)
    {
        if (
            holder is null
            || Own is null
            || holder.Split(' ') is not [var boot, var space, var user, var number, var begun]
            || !Own.StartsWith($"{boot} {space} {user} ", StringComparison.Ordinal)
        )
            return false;
        var process = int.Parse(number, CultureInfo.InvariantCulture);
        if (!Directory.Exists($"/proc/{process}"))
            return true;
        return Stat(process) is { } stat && (stat[BegunField] != begun || stat[StateField] is "Z" or "X");
    }

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
}
