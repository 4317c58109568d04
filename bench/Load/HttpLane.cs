using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Academy.Load;

/// <summary>One keep-alive client: one request after the other, over the learners that are its own.</summary>
internal sealed class HttpLane
{
    private static ReadOnlySpan<byte> HeaderEnd => "\r\n\r\n"u8;

    private readonly byte[][] requests;
    private readonly int[] learners;
    private readonly byte[][] modules;
    private readonly int moduleAt;
    private readonly byte[] buffer = new byte[16 * 1024];
    private int filled;
    private int next;
    private long sentAt;

    public HttpLane(int socket, string host, PreparedCourse course, int[] learners)
    {
        Socket = socket;
        this.learners = learners;
        modules = [.. course.Modules.Select(Encoding.ASCII.GetBytes)];
        requests = new byte[learners.Length][];
        for (var i = 0; i < learners.Length; i++)
        {
            var learner = course.Learners[learners[i]];
            var path = $"POST /api/v1/progress/mark-completed/{learner.Enrollment}/";
            moduleAt = path.Length;
            requests[i] = Encoding.ASCII.GetBytes(
                $"{path}{course.Modules[0]} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {learner.Token}\r\nContent-Length: 0\r\n\r\n");
        }
    }

    public int Socket { get; }

    public int Operations { get; private set; }

    public int Errors { get; private set; }

    public string? FirstError { get; private set; }

    /// <summary>Microseconds of each operation.</summary>
    public List<int> Latencies { get; } = new(1 << 14);

    /// <summary>All modules of all its learners are completed.</summary>
    public bool IsDone => next >= learners.Length * modules.Length;

    /// <summary>Sends the next request and returns whose it is.</summary>
    public (int Learner, long SentAt) Send()
    {
        var (module, learner) = Math.DivRem(next++, learners.Length);
        var request = requests[learner];
        modules[module].CopyTo(request, moduleAt);
        sentAt = Stopwatch.GetTimestamp();
        Native.Send(Socket, request);
        return (learners[learner], sentAt);
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
        Operations++;
        if (!answer.StartsWith("HTTP/1.1 200"u8))
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
