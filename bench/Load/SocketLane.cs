using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Academy.Load;

/// <summary>One WebSocket that is subscribed to its learner's own stream, and checks that numbers come without a gap.</summary>
internal sealed class SocketLane
{
    private const byte RecordSeparator = 0x1E;

    private readonly string stream;
    private readonly string upgrade;
    private byte[] buffer = new byte[4 * 1024];
    private int filled;
    private bool upgraded;
    private long last = -1;
    private long completionSentAt;

    public SocketLane(int socket, string host, Learner learner)
    {
        Socket = socket;
        stream = $"user:{learner.Id}";
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        upgrade = $"GET /hub?access_token={learner.Token} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n";
    }

    public int Socket { get; }

    public bool IsSubscribed => last >= 0;

    /// <summary>Events of any type.</summary>
    public int Events { get; private set; }

    /// <summary>Completions among them.</summary>
    public int Completions { get; private set; }

    public int Gaps { get; private set; }

    /// <summary>Microseconds from sending the request to having the event.</summary>
    public List<int> Latencies { get; } = [];

    public void Begin() => Native.Send(Socket, Encoding.ASCII.GetBytes(upgrade));

    /// <summary>The learner's request is about to be sent.</summary>
    public void Expect(long sentAt) => completionSentAt = sentAt;

    public void Ping() => SendText("{\"type\":6}");

    public void Receive()
    {
        if (filled == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var received = Native.Receive(Socket, buffer.AsSpan(filled));
        if (received == 0)
            throw new IOException($"The server closed the socket of {stream}.");
        filled += Math.Max(received, 0);
        if (!upgraded && !TryUpgrade())
            return;
        var used = 0;
        while (TryReadFrame(buffer.AsSpan(used, filled - used), out var payload, out var size))
        {
            foreach (var part in payload.Split(RecordSeparator))
                Take(payload[part]);
            used += size;
        }
        buffer.AsSpan(used, filled - used).CopyTo(buffer);
        filled -= used;
    }

    public void Reset()
    {
        (Events, Completions) = (0, 0);
        Latencies.Clear();
    }

    private bool TryUpgrade()
    {
        var end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        if (!buffer.AsSpan().StartsWith("HTTP/1.1 101"u8))
            throw new IOException($"The hub refused {stream}: {Encoding.ASCII.GetString(buffer, 0, filled)}");
        filled -= end + 4;
        buffer.AsSpan(end + 4, filled).CopyTo(buffer);
        upgraded = true;
        SendText("{\"protocol\":\"json\",\"version\":1}");
        SendText($"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Subscribe\",\"arguments\":[\"{stream}\",null]}}");
        return true;
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("{\"type\":1,\"target\":\"Event\""u8))
        {
            Events++;
            var seq = NumberAfter(message, "\"seq\":"u8);
            if (last >= 0 && seq != last + 1)
                Gaps++;
            last = Math.Max(last, seq);
            if (message.IndexOf("\"progress.module-completed\""u8) >= 0)
            {
                Completions++;
                Latencies.Add((int)(Stopwatch.GetElapsedTime(completionSentAt).Ticks / TimeSpan.TicksPerMicrosecond));
            }
        }
        else if (message.StartsWith("{\"type\":3"u8))
        {
            if (message.IndexOf("\"verdict\":\"snapshot\""u8) < 0)
                throw new IOException($"{stream} was not joined: {Encoding.UTF8.GetString(message)}");
            last = NumberAfter(message, "\"seq\":"u8);
        }
        else if (message.StartsWith("{\"type\":7"u8) || message.IndexOf("\"Ended\""u8) >= 0)
        {
            throw new IOException($"{stream} was ended: {Encoding.UTF8.GetString(message)}");
        }
    }

    private static long NumberAfter(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        return Utf8Parser.TryParse(message[(message.IndexOf(name) + name.Length)..], out long number, out _)
            ? number
            : throw new IOException($"No number in {Encoding.UTF8.GetString(message)}");
    }

    /// <summary>Frames of a server are not masked.</summary>
    private static bool TryReadFrame(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload, out int size)
    {
        payload = default;
        size = 0;
        if (bytes.Length < 2)
            return false;
        var (header, length) = (bytes[1] & 0x7F) switch
        {
            126 => bytes.Length < 4 ? (4, int.MaxValue) : (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            127 => bytes.Length < 10 ? (10, int.MaxValue) : (10, (int)BinaryPrimitives.ReadInt64BigEndian(bytes[2..])),
            var small => (2, small),
        };
        if (length > bytes.Length - header)
            return false;
        if ((bytes[0] & 0x0F) == 8)
            throw new IOException("The server closed a socket.");
        size = header + length;
        payload = bytes.Slice(header, length);
        return true;
    }

    /// <summary>Frames of a client are masked; with zeros, the text stays as it is.</summary>
    private void SendText(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text + (char)RecordSeparator);
        var extended = payload.Length >= 126;
        var frame = new byte[(extended ? 8 : 6) + payload.Length];
        frame[0] = 0x81;
        frame[1] = (byte)(0x80 | (extended ? 126 : payload.Length));
        if (extended)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        payload.CopyTo(frame, frame.Length - payload.Length);
        Native.Send(Socket, frame);
    }
}
