using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Academy.Load;

/// <summary>
/// One WebSocket that is subscribed to its learner's own stream, and checks that numbers come without a gap.
/// </summary>
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
        upgrade =
            $"GET /hub?access_token={learner.Token} HTTP/1.1\r\nHost: {host}\r\nUpgrade: "
            + "websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n";
    }

    public int Socket { get; }

    public bool IsSubscribed => last >= 0;

    /// <summary>Events of any type.</summary>
    public int Events { get; private set; }

    /// <summary>Completions among them.</summary>
    public int Completions { get; private set; }

    /// <summary>Completions since the beginning, warm-up included.</summary>
    public int Delivered { get; private set; }

    public int Gaps { get; private set; }

    /// <summary>Microseconds from sending the request to having the event.</summary>
    public List<int> Latencies { get; } = [];

    public void Begin() => Native.Send(Socket, Encoding.ASCII.GetBytes(upgrade));

    /// <summary>The learner's request is about to be sent.</summary>
    public void Expect(long sentAt) => completionSentAt = sentAt;

    public void Ping() => Send("{\"type\":6}");

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
        while (
            WebSocketFrames.TryRead(buffer.AsSpan(used, filled - used), out var payload, out var size, out var isClose)
        )
        {
            if (isClose)
                throw new IOException("The server closed a socket.");
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

    private void Send(string text) => Native.Send(Socket, WebSocketFrames.Text(text));

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
        Send("{\"protocol\":\"json\",\"version\":1}");
        Send($"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Subscribe\",\"arguments\":[\"{stream}\",null]}}");
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
                Delivered++;
                Latencies.Add((int)(Stopwatch.GetElapsedTime(completionSentAt).Ticks / TimeSpan.TicksPerMicrosecond));
            }
        }
        else if (message.StartsWith("{\"type\":3"u8))
        {
            if (message.IndexOf("\"verdict\":\"snapshot\""u8) < 0)
                throw new IOException($"{stream} was not joined: {Encoding.UTF8.GetString(message)}");
            last = Math.Max(last, NumberAfter(message, "\"seq\":"u8)); // Events may come before the answer.
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
}
