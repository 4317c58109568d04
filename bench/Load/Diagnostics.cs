using System.Net.Sockets;
using System.Text;

namespace Academy.Load;

/// <summary>
/// Has a .NET process collect its garbage, through the runtime's diagnostic port (an event session with the keyword
/// GCHeapCollect begins with a full blocking collection), and reads how much memory it holds.
/// </summary>
internal static class Diagnostics
{
    private const ulong GcHeapCollect = 0x800000;
    private const byte EventPipe = 2,
        StopTracing = 1,
        CollectTracing2 = 3;

    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("DOTNET_IPC_V1\0");

    public static void CollectGarbage(int pid)
    {
        using var session = Open(pid);
        session.Write(Message(CollectTracing2, body =>
            {
                body.Write(16); // MB of buffer
                body.Write(1); // the nettrace format
                body.Write((byte)0); // no rundown
                body.Write(1); // provider
                body.Write(GcHeapCollect);
                body.Write(4); // informational
                WriteText(body, "Microsoft-Windows-DotNETRuntime");
                WriteText(body, "");
            }));
        var header = new byte[20];
        session.ReadExactly(header);
        var id = new byte[8];
        session.ReadExactly(id);
        using (var stop = Open(pid))
        {
            stop.Write(Message(StopTracing, body => body.Write(id)));
            stop.ReadExactly(header);
        }
        session.CopyTo(Stream.Null);
    }

    public static long ResidentBytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line["VmRSS:".Length..^"kB".Length].Trim()) * 1_024;
    }

    private static NetworkStream Open(int pid)
    {
        var path = Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{pid}-*-socket").First();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return new NetworkStream(socket, ownsSocket: true) { ReadTimeout = 30_000 };
    }

    private static byte[] Message(byte command, Action<BinaryWriter> write)
    {
        var body = new MemoryStream();
        write(new BinaryWriter(body));
        var message = new MemoryStream();
        var writer = new BinaryWriter(message);
        writer.Write(Magic);
        writer.Write((ushort)(Magic.Length + 6 + body.Length));
        writer.Write(EventPipe);
        writer.Write(command);
        writer.Write((ushort)0);
        writer.Write(body.ToArray());
        return message.ToArray();
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        writer.Write(text.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(text + '\0'));
    }
}
