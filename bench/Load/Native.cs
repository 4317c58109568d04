using System.Net;
using System.Runtime.InteropServices;

namespace Academy.Load;

/// <summary>
/// Sockets by way of Linux itself: one thread and one epoll, a few microseconds an operation, because the generator
/// shares the cores with what it measures.
/// </summary>
internal static partial class Native
{
    public const int SigTerm = 15;
    private const int InterNetwork = 2,
        Stream = 1,
        CloseOnExec = 0x80000,
        NonBlocking = 0x800;
    private const int Tcp = 6,
        NoDelay = 1;
    private const int EpollAdd = 1,
        EpollChange = 3;
    private const uint EpollIn = 1,
        EpollOut = 4;
    private const int Again = 11,
        Interrupted = 4,
        InProgress = 115;
    private const int SocketLevel = 1,
        Linger = 13;
    private const int OpenFiles = 7;

    public static int Connect(IPEndPoint server)
    {
        var socket = Check(socket_(InterNetwork, Stream | CloseOnExec, 0), "socket");
        Check(connect(socket, AddressOf(server), 16), "connect");
        SetNoDelay(socket);
        Check(fcntl(socket, 4, NonBlocking), "fcntl");
        return socket;
    }

    /// <summary>Begins to connect, from an address of this machine's own; writable when connected.</summary>
    public static int BeginConnect(IPEndPoint server, IPAddress from)
    {
        var socket = Check(socket_(InterNetwork, Stream | CloseOnExec | NonBlocking, 0), "socket");
        Check(bind(socket, AddressOf(new(from, 0)), 16), "bind");
        SetNoDelay(socket);
        if (connect(socket, AddressOf(server), 16) < 0 && Marshal.GetLastPInvokeError() != InProgress)
            Check(-1, "connect");
        return socket;
    }

    public static int EpollCreate() => Check(epoll_create1(0), "epoll_create1");

    public static void Watch(int epoll, int socket, int tag) => Control(epoll, EpollAdd, socket, tag, EpollIn);

    public static void WatchConnecting(int epoll, int socket, int tag) =>
        Control(epoll, EpollAdd, socket, tag, EpollIn | EpollOut);

    public static void WatchConnected(int epoll, int socket, int tag) =>
        Control(epoll, EpollChange, socket, tag, EpollIn);

    /// <summary>Ends a connection without a word: the other side sees a reset.</summary>
    public static void Reset(int socket)
    {
        var abruptly = new LingerOption { On = 1 };
        Check(setsockopt(socket, SocketLevel, Linger, in abruptly, 8), "setsockopt");
        Check(close(socket), "close");
    }

    public static void Close(int socket) => Check(close(socket), "close");

    /// <summary>As many open files as the machine lets this process and its children have; how many that is.</summary>
    public static long RaiseOpenFiles(long wanted)
    {
        Check(getrlimit(OpenFiles, out var limit), "getrlimit");
        if (limit.Soft >= wanted)
            return limit.Soft;
        var raised = new Limit { Soft = wanted, Hard = Math.Max(wanted, limit.Hard) };
        if (setrlimit(OpenFiles, in raised) == 0)
            return wanted;
        raised = limit with { Soft = limit.Hard };
        Check(setrlimit(OpenFiles, in raised), "setrlimit");
        return limit.Hard;
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

    private static void SetNoDelay(int socket)
    {
        var on = 1;
        Check(setsockopt(socket, Tcp, NoDelay, in on, sizeof(int)), "setsockopt");
    }

    private static byte[] AddressOf(IPEndPoint end)
    {
        var address = new byte[16];
        BitConverter.TryWriteBytes(address, (short)InterNetwork);
        BitConverter.TryWriteBytes(address.AsSpan(2), IPAddress.HostToNetworkOrder((short)end.Port));
        end.Address.TryWriteBytes(address.AsSpan(4), out _);
        return address;
    }

    private static void Control(int epoll, int operation, int socket, int tag, uint what)
    {
        var e = new EpollEvent { Events = what, Tag = (ulong)tag };
        Check(epoll_ctl(epoll, operation, socket, in e), "epoll_ctl");
    }

    private static int Check(int result, string call) => (int)Check((nint)result, call);

    private static nint Check(nint result, string call) =>
        result >= 0
            ? result
            : throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct EpollEvent
    {
        public uint Events;
        public ulong Tag;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct LingerOption
    {
        public int On;
        public int Seconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit
    {
        public long Soft;
        public long Hard;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int socket_(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int socket);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int what, out Limit limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int what, in Limit limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int socket, int level, int name, in int value, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int socket, int level, int name, in LingerOption value, int length);

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
