using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Academy.Processes.Fuzz;

/// <summary>A WebSocket by hand: every bit of a frame may be wrong.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private readonly TcpClient client = new() { NoDelay = true };
    private readonly byte[] buffer = new byte[16 * 1024];
    private NetworkStream? stream;
    private int filled;

    public const int Text = 1,
        Binary = 2,
        CloseFrame = 8,
        PingFrame = 9;

    /// <summary>Connects and asks for the upgrade.</summary>
    /// <param name="mutate">What becomes of the request's bytes.</param>
    /// <returns>Null when the server did not upgrade.</returns>
    public static async Task<RawSocket?> Connect(
        Uri server,
        string token,
        Func<byte[], byte[]>? mutate,
        CancellationToken cancellationToken
    )
    {
        var raw = new RawSocket();
        try
        {
            await raw.client.ConnectAsync(server.Host, server.Port, cancellationToken);
            raw.stream = raw.client.GetStream();
            var request = Encoding.ASCII.GetBytes(
                $"GET /hub?access_token={token} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: "
                    + "websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            );
            await raw.Send(mutate is null ? request : mutate(request), cancellationToken);
            if (await raw.Upgraded(cancellationToken))
                return raw;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Turned away.
        }
        await raw.DisposeAsync();
        return null;
    }

    public Task Send(byte[] bytes, CancellationToken cancellationToken) =>
        stream!.WriteAsync(bytes, cancellationToken).AsTask();

    /// <summary>A frame as a client sends it; or not quite.</summary>
    public static byte[] Frame(
        int opcode,
        ReadOnlySpan<byte> payload,
        bool final = true,
        int reserved = 0,
        bool masked = true,
        long? claimed = null
    )
    {
        var length = claimed ?? payload.Length;
        var frame = new List<byte> { (byte)((final ? 0x80 : 0) | (reserved << 4) | opcode) };
        var maskBit = masked ? 0x80 : 0;
        if (length is >= 0 and < 126)
        {
            frame.Add((byte)(maskBit | (int)length));
        }
        else
        {
            var wide = length is < 0 or > ushort.MaxValue;
            frame.Add((byte)(maskBit | (wide ? 127 : 126)));
            Span<byte> number = stackalloc byte[8];
            BinaryPrimitives.WriteInt64BigEndian(number, length);
            frame.AddRange(number[(wide ? 0 : 6)..]);
        }
        if (!masked)
        {
            frame.AddRange(payload);
            return [.. frame];
        }
        byte[] mask = [0x12, 0x34, 0x56, 0x78];
        frame.AddRange(mask);
        for (var i = 0; i < payload.Length; i++)
            frame.Add((byte)(payload[i] ^ mask[i & 3]));
        return [.. frame];
    }

    /// <summary>Reads until the server closes, or has nothing to say for a while.</summary>
    /// <returns>The close code, 0 when there was none, and whether the connection has ended; all text that
    /// came.</returns>
    public async Task<(int Code, bool Ended, string Said)> ReadToEnd(
        TimeSpan silence,
        CancellationToken cancellationToken
    )
    {
        var said = new StringBuilder();
        while (true)
        {
            while (TryTake(out var opcode, out var payload))
            {
                if (opcode == CloseFrame)
                    return (
                        payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005,
                        true,
                        said.ToString()
                    );
                said.Append(Encoding.UTF8.GetString(payload));
            }
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(silence);
            try
            {
                var read = await stream!.ReadAsync(buffer.AsMemory(filled), patience.Token);
                if (read == 0)
                    return (0, true, said.ToString());
                filled += read;
            }
            catch (OperationCanceledException)
            {
                return (0, false, said.ToString());
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                return (0, true, said.ToString());
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> Upgraded(CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (head >= 0)
            {
                var upgraded = buffer.AsSpan(0, filled).StartsWith("HTTP/1.1 101"u8);
                buffer.AsSpan(head + 4, filled - head - 4).CopyTo(buffer);
                filled -= head + 4;
                return upgraded;
            }
            var read = filled < buffer.Length ? await stream!.ReadAsync(buffer.AsMemory(filled), cancellationToken) : 0;
            if (read == 0)
                return false;
            filled += read;
        }
    }

    /// <summary>Frames of the server: unmasked, and none longer than our buffer matters here.</summary>
    private bool TryTake(out int opcode, out byte[] payload)
    {
        (opcode, payload) = (0, []);
        if (filled < 2)
            return false;
        var (start, length) = (2, (long)(buffer[1] & 0x7f));
        if (length == 126 && filled >= 4)
            (start, length) = (4, BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(2)));
        else if (length >= 126)
            return false;
        if (filled < start + length)
            return false;
        opcode = buffer[0] & 0xf;
        payload = buffer[start..(int)(start + length)];
        buffer.AsSpan((int)(start + length), (int)(filled - start - length)).CopyTo(buffer);
        filled -= (int)(start + length);
        return true;
    }
}
