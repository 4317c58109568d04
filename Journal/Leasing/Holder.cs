using System.Globalization;

namespace Academy.Journal.Leasing;

/// <summary>
/// Identifies the process that holds a lease, so that another process can find out that it has ended: the boot id of
/// the machine, the process namespace, the user, the process id and its start time. This works only on Linux, and only
/// between processes of the same machine and namespace. For all others the holder may still run.
/// </summary>
internal static class Holder
{
    /// <summary>Indexes of two fields after the name in <c>/proc/N/stat</c>: state and start time.</summary>
    private const int StateField = 0;
    private const int BegunField = 19;

    /// <summary>This process; null where no other process could find out that it has ended.</summary>
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

    /// <summary>True only if the process has certainly ended.</summary>
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
