using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Academy.Processes.Clients;

/// <summary>
/// A light SignalR client (JSON protocol): whoever has it sends and reads messages; nothing runs behind their back.
/// </summary>
internal sealed class HubSocket : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1E;

    private readonly ClientWebSocket socket = new();
    private readonly ArrayBufferWriter<byte> received = new(4 * 1024);
    private int taken;

    /// <exception cref="WebSocketException">The server cannot be reached, or does not let this token in.</exception>
    public static async Task<HubSocket> Connect(Uri server, string token, CancellationToken cancellationToken)
    {
        var hub = new HubSocket();
        try
        {
            // Nobody pings but the protocol itself.
            hub.socket.Options.KeepAliveInterval = TimeSpan.Zero;
            var address = new UriBuilder(server)
            {
                Scheme = "ws",
                Path = "/hub",
                Query = $"access_token={token}",
            }.Uri;
            await hub.socket.ConnectAsync(address, cancellationToken);
            await hub.Send("""{"protocol":"json","version":1}""", cancellationToken);
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    public Task Subscribe(int call, string stream, string? epoch, long seq, CancellationToken cancellationToken)
    {
        var from = epoch is null ? "null" : $$"""{"epoch":"{{epoch}}","seq":{{seq}}}""";
        return Invoke(call, "Subscribe", $"\"{stream}\",{from}", cancellationToken);
    }

    /// <param name="arguments">JSON, without the brackets.</param>
    public Task Invoke(int call, string target, string arguments, CancellationToken cancellationToken) =>
        Send(
            $$"""{"type":1,"invocationId":"{{call}}","target":"{{target}}","arguments":[{{arguments}}]}""",
            cancellationToken
        );

    public Task Ping(CancellationToken cancellationToken) => Send("""{"type":6}""", cancellationToken);

    /// <summary>The next message; null when the connection has ended.</summary>
    public async Task<JsonElement?> Receive(CancellationToken cancellationToken)
    {
        while (true)
        {
            var waiting = received.WrittenMemory[taken..];
            var end = waiting.Span.IndexOf(RecordSeparator);
            if (end >= 0)
            {
                taken += end + 1;
                return JsonSerializer.Deserialize<JsonElement>(waiting.Span[..end]);
            }
            var rest = waiting.ToArray();
            received.ResetWrittenCount();
            received.Write(rest);
            taken = 0;
            try
            {
                var part = await socket.ReceiveAsync(received.GetMemory(4 * 1024), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                received.Advance(part.Count);
            }
            catch (WebSocketException)
            {
                return null; // Torn down, by a fault or by the server's death: the end all the same.
            }
        }
    }

    /// <summary>Drops the connection without a word.</summary>
    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task Send(string message, CancellationToken cancellationToken) =>
        socket.SendAsync(
            Encoding.UTF8.GetBytes(message + (char)RecordSeparator),
            WebSocketMessageType.Text,
            endOfMessage: true,
            cancellationToken
        );
}
