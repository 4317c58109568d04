using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Academy.Load;

internal delegate void MessageTaken(HubSocket socket, ReadOnlySpan<byte> message);

/// <summary>
/// One client of the hub with one subscription, which can be dropped and come back where it was. Checks that the
/// numbers of its stream come without a gap.
/// </summary>
internal sealed class HubSocket(int number, Learner learner, string stream)
{
    private const byte RecordSeparator = 0x1E;

    private readonly byte[] upgrade = new byte[1_024];
    private byte[] buffer = new byte[512];
    private int filled;
    private int socket = -1;
    private State state;
    private string? epoch;
    private long ahead = -1;

    private enum State
    {
        Closed,
        Connecting,
        Upgrading,
        Joining,
        Live,
    }

    public int Number => number;

    public bool IsLive => state == State.Live;

    public bool IsClosed => state == State.Closed;

    public long Seq { get; private set; } = -1;

    public int Attempts { get; set; }

    public int Gaps { get; private set; }

    public int Snapshots { get; private set; }

    public int Resumes { get; private set; }

    public int Events { get; private set; }

    /// <summary>When it became live, or closed.</summary>
    public long Since { get; private set; }

    /// <summary>The latest event, for who wants to look at it.</summary>
    public ReadOnlyMemory<byte> Latest { get; private set; }

    public bool KeepLatest { get; set; }

    /// <summary>Told each event and each answer to <see cref="Invoke"/>, as it stands in the protocol.</summary>
    public MessageTaken? Taken { get; set; }

    public void Connect(int epoll, IPEndPoint server)
    {
        // Several addresses of the loopback network: one has too few ports for a storm.
        socket = Native.BeginConnect(server, new IPAddress([127, 0, 0, (byte)(2 + number % 8)]));
        Native.WatchConnecting(epoll, socket, number);
        state = State.Connecting;
        (filled, ahead) = (0, -1);
    }

    /// <summary>Something happened on its socket. False when the connection is over.</summary>
    public bool Go(int epoll, string host)
    {
        if (state == State.Closed)
            return true; // It closed a moment ago, and this was on its way already.
        try
        {
            if (state == State.Connecting)
            {
                Native.WatchConnected(epoll, socket, number);
                Native.Send(socket, Upgrade(host));
                state = State.Upgrading;
            }
            return Receive();
        }
        catch (IOException)
        {
            return Closed();
        }
    }

    /// <summary>The network is gone, from one moment to the next.</summary>
    public void Drop()
    {
        Native.Reset(socket);
        (state, Since) = (State.Closed, Stopwatch.GetTimestamp());
    }

    public void Ping()
    {
        if (IsLive)
            Native.Send(socket, WebSocketFrames.Text("{\"type\":6}"));
    }

    /// <summary>Calls a method of the hub; the answer bears the number.</summary>
    /// <param name="arguments">JSON, without the brackets.</param>
    public void Invoke(int invocation, string target, string arguments) =>
        Native.Send(
            socket,
            WebSocketFrames.Text(
                $"{{\"type\":1,\"invocationId\":\"{invocation}\",\"target\":\"{target}\",\"arguments\":[{arguments}]}}"
            )
        );

    private bool Closed()
    {
        Native.Close(socket);
        (state, Since) = (State.Closed, Stopwatch.GetTimestamp());
        return false;
    }

    private bool Receive()
    {
        if (filled == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var received = Native.Receive(socket, buffer.AsSpan(filled));
        if (received == 0)
            return Closed();
        filled += Math.Max(received, 0);
        if (state == State.Upgrading && !TryJoin())
            return true;
        var used = 0;
        while (
            WebSocketFrames.TryRead(buffer.AsSpan(used, filled - used), out var payload, out var size, out var isClose)
        )
        {
            if (isClose)
                return Closed();
            foreach (var part in payload.Split(RecordSeparator))
            {
                if (!Take(payload[part]))
                    return Closed();
            }
            used += size;
        }
        buffer.AsSpan(used, filled - used).CopyTo(buffer);
        filled -= used;
        if (filled == 0 && buffer.Length > 8 * 1024)
            buffer = new byte[512];
        return true;
    }

    private bool TryJoin()
    {
        var end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        if (!buffer.AsSpan().StartsWith("HTTP/1.1 101"u8))
            throw new IOException($"The hub refused: {Encoding.ASCII.GetString(buffer, 0, filled)}");
        filled -= end + 4;
        buffer.AsSpan(end + 4, filled).CopyTo(buffer);
        var from = epoch is null ? "null" : $"{{\"epoch\":\"{epoch}\",\"seq\":{Seq}}}";
        Native.Send(
            socket,
            WebSocketFrames.Text(
                "{\"protocol\":\"json\",\"version\":1}\u001e"
                    + "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Subscribe\","
                    + $"\"arguments\":[\"{stream}\",{from}]}}"
            )
        );
        state = State.Joining;
        return true;
    }

    /// <summary>False when the server ended the subscription or the connection.</summary>
    private bool Take(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("{\"type\":1,\"target\":\"Event\""u8))
        {
            var seq = NumberAfter(message, "\"seq\":"u8);
            if (!IsLive)
            {
                ahead = seq; // Events come in order, and may come before the answer.
                return true;
            }
            Events++;
            if (seq != Seq + 1 && !stream.StartsWith("leaderboard:", StringComparison.Ordinal))
                Gaps++;
            (Seq, Since) = (Math.Max(Seq, seq), Stopwatch.GetTimestamp());
            if (KeepLatest)
                Latest = message.ToArray();
            Taken?.Invoke(this, message);
        }
        else if (message.StartsWith("{\"type\":3"u8) && IsLive)
        {
            Taken?.Invoke(this, message);
        }
        else if (message.StartsWith("{\"type\":3"u8))
        {
            if (message.IndexOf("\"verdict\":\"resumed\""u8) >= 0)
                Resumes++;
            else if (message.IndexOf("\"verdict\":\"snapshot\""u8) >= 0)
                Snapshots++;
            else
                return false; // Overloaded: come back later.
            var answered = NumberAfter(message, "\"seq\":"u8);
            // The answer names its stream, and so does each event in it.
            if (
                message.IndexOf("\"verdict\":\"resumed\""u8) >= 0
                && message.Count("\"stream\":\""u8) - 1 != answered - Seq
                && !stream.StartsWith("leaderboard:", StringComparison.Ordinal)
            )
                Gaps++;
            if (epoch is not null && answered < Seq && !stream.StartsWith("leaderboard:", StringComparison.Ordinal))
                Gaps++;
            epoch ??= TextAfter(message, "\"epoch\":\""u8);
            (Seq, state, Since, Attempts) = (Math.Max(answered, ahead), State.Live, Stopwatch.GetTimestamp(), 0);
        }
        else if (message.StartsWith("{\"type\":7"u8) || message.IndexOf("\"target\":\"Ended\""u8) >= 0)
        {
            return false;
        }
        return true;
    }

    private ReadOnlySpan<byte> Upgrade(string host)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var text =
            $"GET /hub?access_token={learner.Token} HTTP/1.1\r\nHost: {host}\r\nUpgrade: "
            + "websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n";
        return upgrade.AsSpan(0, Encoding.ASCII.GetBytes(text, upgrade));
    }

    private static long NumberAfter(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name) =>
        Utf8Parser.TryParse(message[(message.IndexOf(name) + name.Length)..], out long number, out _)
            ? number
            : throw new InvalidDataException($"No number in {Encoding.UTF8.GetString(message)}");

    private static string TextAfter(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        var rest = message[(message.IndexOf(name) + name.Length)..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)'"')]);
    }
}
