using System.Net;
using System.Runtime.InteropServices;

namespace Academy.Load;

/// <summary>
/// Sockets by way of Linux itself: one thread and one epoll, a few microseconds an operation, because the generator shares
/// the cores with what it measures.
/// </summary>
internal static partial class Native
{
    public const int SigTerm = 15;
    private const int InterNetwork = 2, Stream = 1, CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const int Tcp = 6, NoDelay = 1;
    private const int EpollAdd = 1;
    private const uint EpollIn = 1;
    private const int Again = 11, Interrupted = 4;

    public static int Connect(IPEndPoint server)
    {
        var socket = Check(socket_(InterNetwork, Stream | CloseOnExec, 0), "socket");
        Span<byte> address = stackalloc byte[16];
        BitConverter.TryWriteBytes(address, (short)InterNetwork);
        BitConverter.TryWriteBytes(address[2..], IPAddress.HostToNetworkOrder((short)server.Port));
        server.Address.TryWriteBytes(address[4..], out _);
        Check(connect(socket, address, address.Length), "connect");
        var on = 1;
        Check(setsockopt(socket, Tcp, NoDelay, in on, sizeof(int)), "setsockopt");
        Check(fcntl(socket, 4, NonBlocking), "fcntl");
        return socket;
    }

    public static int EpollCreate() => Check(epoll_create1(0), "epoll_create1");

    public static void Watch(int epoll, int socket, int tag)
    {
        var e = new EpollEvent { Events = EpollIn, Tag = (ulong)tag };
        Check(epoll_ctl(epoll, EpollAdd, socket, in e), "epoll_ctl");
    }

    /// <summary>Tags of the sockets that have something to read.</summary>
    public static int Wait(int epoll, Span<EpollEvent> events, int milliseconds)
    {
        var count = epoll_wait(epoll, events, events.Length, milliseconds);
        return count >= 0 || Marshal.GetLastPInvokeError() != Interrupted ? Check(count, "epoll_wait") : 0;
    }

    public static void Send(int socket, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var sent = send(socket, bytes, bytes.Length, 0x4000);
            if (sent < 0 && Marshal.GetLastPInvokeError() == Again)
                continue;
            bytes = bytes[(int)Check(sent, "send")..];
        }
    }

    /// <summary>Bytes read; -1 when there are none now, 0 at the end.</summary>
    public static int Receive(int socket, Span<byte> bytes)
    {
        var received = recv(socket, bytes, bytes.Length, 0);
        return received >= 0 || Marshal.GetLastPInvokeError() != Again ? (int)Check(received, "recv") : -1;
    }

    public static void Kill(int pid, int signal) => Check(kill(pid, signal), "kill");

    private static int Check(int result, string call) => (int)Check((nint)result, call);

    private static nint Check(nint result, string call) => result >= 0
        ? result
        : throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct EpollEvent
    {
        public uint Events;
        public ulong Tag;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int socket_(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int socket, int level, int name, in int value, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int socket, int command, int value);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int socket, in EpollEvent e);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, Span<EpollEvent> events, int max, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, Span<byte> bytes, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
