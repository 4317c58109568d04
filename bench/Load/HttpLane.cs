using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Academy.Load;

/// <summary>What a client asks, one request after the other.</summary>
internal interface IRequests
{
    /// <summary>Nothing is left to ask.</summary>
    bool IsDone { get; }

    /// <summary>The next request, valid until the one after it, and whose it is.</summary>
    (ReadOnlyMemory<byte> Request, int Learner) Next();
}

/// <summary>One keep-alive client: one request after the other.</summary>
internal sealed class HttpLane(int socket, IRequests requests)
{
    private static ReadOnlySpan<byte> HeaderEnd => "\r\n\r\n"u8;

    private readonly byte[] buffer = new byte[32 * 1024];
    private int filled;
    private long sentAt;

    public int Socket => socket;

    public int Operations { get; private set; }

    /// <summary>Accepted since the beginning, warm-up included.</summary>
    public int Accepted { get; private set; }

    public int Errors { get; private set; }

    public string? FirstError { get; private set; }

    /// <summary>Microseconds of each operation.</summary>
    public List<int> Latencies { get; } = new(1 << 14);

    public bool IsDone => requests.IsDone;

    /// <summary>A request is under way.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Sends the next request and returns whose it is.</summary>
    public (int Learner, long SentAt) Send()
    {
        var (request, learner) = requests.Next();
        IsWaiting = true;
        sentAt = Stopwatch.GetTimestamp();
        Native.Send(Socket, request.Span);
        return (learner, sentAt);
    }

    /// <summary>Reads what is there; true when the answer is whole.</summary>
    public bool Receive()
    {
        var received = Native.Receive(Socket, buffer.AsSpan(filled));
        if (received == 0)
            throw new IOException("The server closed a client's connection.");
        filled += Math.Max(received, 0);
        var answer = buffer.AsSpan(0, filled);
        var body = answer.IndexOf(HeaderEnd);
        if (body < 0)
            return false;
        var lengthAt = answer.IndexOf("Content-Length: "u8);
        if (lengthAt < 0 || lengthAt > body || !Utf8Parser.TryParse(answer[(lengthAt + 16)..], out int length, out _))
            throw new IOException($"An answer without a length: {Encoding.UTF8.GetString(answer)}");
        if (filled < body + 4 + length)
            return false;
        Latencies.Add((int)(Stopwatch.GetElapsedTime(sentAt).Ticks / TimeSpan.TicksPerMicrosecond));
        IsWaiting = false;
        Operations++;
        if (answer.StartsWith("HTTP/1.1 200"u8))
        {
            Accepted++;
        }
        else
        {
            Errors++;
            FirstError ??= Encoding.UTF8.GetString(answer);
        }
        filled = 0;
        return true;
    }

    /// <summary>What was measured so far was the warm-up.</summary>
    public void Reset()
    {
        (Operations, Errors) = (0, 0);
        Latencies.Clear();
    }
}
