using System.Diagnostics;
using System.Globalization;

namespace Academy.Processes.Servers;

/// <summary>A test host is killed as often as it ends: somebody else sees to what it leaves running.</summary>
internal static class Afterwards
{
    /// <summary>Ends a process when this one is gone; frozen or not.</summary>
    public static void Kill(int processId) =>
        Run(
            """while kill -0 "$1" 2>/dev/null; do kill -0 "$2" 2>/dev/null || exit; sleep 1; done; kill -9 "$2" 2>/dev/null""",
            processId.ToString(CultureInfo.InvariantCulture)
        );

    private static void Run(string script, string what) =>
        Process
            .Start(
                "/bin/sh",
                [
                    "-c",
                    "nohup /bin/sh -c \"$0\" sh \"$1\" \"$2\" >/dev/null 2>&1 </dev/null &",
                    script,
                    Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                    what,
                ]
            )
            .WaitForExit();
}
