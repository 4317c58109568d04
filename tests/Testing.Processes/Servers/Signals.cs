using System.Diagnostics;
using System.Globalization;

namespace Academy.Processes.Servers;

/// <summary>Signals to processes, by their number.</summary>
internal static class Signals
{
    public static void Send(int processId, string signal)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The children of a process.</summary>
    public static IReadOnlyList<int> ChildrenOf(int processId) =>
        [
            .. File.ReadAllText($"/proc/{processId}/task/{processId}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
        ];
}
