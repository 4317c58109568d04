using System.Globalization;

namespace Academy.Clusters.Fleets;

/// <summary>Which process has which TCP socket, as Linux tells.</summary>
internal static class Sockets
{
    private const int LocalAddress = 1;
    private const int Inode = 9;

    /// <summary>Whether the process has the socket at this port of this machine.</summary>
    public static bool Has(int process, int port) => InodeOf(port) is { } inode && HasOpen(process, $"socket:[{inode}]");

    private static string? InodeOf(int port)
    {
        var suffix = $":{port.ToString("X4", CultureInfo.InvariantCulture)}";
        return File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields[LocalAddress].EndsWith(suffix, StringComparison.Ordinal))?[Inode];
    }

    private static bool HasOpen(int process, string name)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name == name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // The process, or this file of its, is gone.
        }
    }
}
