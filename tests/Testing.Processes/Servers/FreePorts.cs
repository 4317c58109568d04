using System.Net;
using System.Net.Sockets;

namespace Academy.Processes.Servers;

/// <summary>
/// Ports below those that the system gives to outgoing connections, so that nobody takes them by chance before they are
/// used.
/// </summary>
internal static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 8_000;

    private static int tried = Environment.ProcessId * 13;

    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref tried) % Count);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
