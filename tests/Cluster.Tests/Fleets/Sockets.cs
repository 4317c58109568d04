using System.Globalization;

namespace Academy.Clusters.Fleets;

/// <summary>Which process has which TCP socket, as Linux tells.</summary>
internal static class Sockets
{
    private const int LocalAddress = 1;
    private const int Inode = 9;

    /// <summary>Whether the process has the socket at this port of this machine.</summary>
    public static bool Has(int process, int port) =>
        InodeOf(port) is { } inode && HasOpen(process, $"socket:[{inode}]");

    /// <summary>Where a process accepts connections, over IPv4; and the ports at which it does over IPv6.</summary>
    public static IReadOnlyList<string> ListeningOf(int process)
    {
        const string Listening = "0A";
        const int State = 3;
        return
        [
            .. File.ReadLines("/proc/net/tcp")
                .Concat(File.ReadLines("/proc/net/tcp6"))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[State] == Listening && HasOpen(process, $"socket:[{fields[Inode]}]"))
                .Select(fields =>
                    fields[LocalAddress].Split(':') is [{ Length: 8 } address, var port]
                        ? $"{new System.Net.IPAddress(Convert.ToUInt32(address, 16))}:{Convert.ToInt32(port, 16)}"
                        : $"[{fields[LocalAddress]}]"
                ),
        ];
    }

    private static string? InodeOf(int port)
    {
        var suffix = $":{port.ToString("X4", CultureInfo.InvariantCulture)}";
        return File.ReadLines("/proc/net/tcp")
            .Concat(File.ReadLines("/proc/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields[LocalAddress].EndsWith(suffix, StringComparison.Ordinal))
            ?[Inode];
    }

    private static bool HasOpen(int process, string name)
    {
        try
        {
            return Directory
                .EnumerateFiles($"/proc/{process}/fd")
                .Any(file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name == name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // The process, or this file of its, is gone.
        }
    }
}
