using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Academy.Api.Tests.Realtime.Surroundings;

/// <summary>
/// A client of SignalR's JSON protocol, as small as can be, for what the official client hides: raw bytes, garbage, and
/// not reading at all.
/// </summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1E;

    private readonly ClientWebSocket socket = new();
    private readonly Channel<byte[]> pushes = Channel.CreateUnbounded<byte[]>();
    private readonly Dictionary<string, TaskCompletionSource<JsonElement>> calls = [];
    private readonly TaskCompletionSource<string?> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder order = new();
    private int called;

    /// <summary>Why no answer comes any more; written where the calls are locked.</summary>
    private InvalidOperationException? over;

    /// <summary>In which order answers (A) and ended subscriptions (E) arrived.</summary>
    public string Order
    {
        get
        {
            lock (calls)
                return order.ToString();
        }
    }

    /// <summary>
    /// Done when the connection is over, with the error of the server's close message if it sent one.
    /// </summary>
    public Task<string?> Closed => closed.Task;

    /// <summary>Connects to <c>/hub</c>; <paramref name="query"/> says who.</summary>
    public static async Task<HubClient> Connect(Uri server, string query, bool reads = true)
    {
        var client = new HubClient();
        var hub = new UriBuilder(server)
        {
            Scheme = "ws",
            Path = "/hub",
            Query = query,
        }.Uri;
        await Within.Time(client.socket.ConnectAsync(hub, default), "the connection");
        await client.SendRaw("""{"protocol":"json","version":1}""" + (char)RecordSeparator);
        if (reads)
            _ = client.Read();
        return client;
    }

    public Task<JsonElement> Subscribe(string stream, (string Epoch, long Seq)? from = null) =>
        Invoke("Subscribe", stream, from is { } f ? new { epoch = f.Epoch, seq = f.Seq } : null);

    /// <summary>Calls a method; an error is thrown as <see cref="InvalidOperationException"/>.</summary>
    public async Task<JsonElement> Invoke(string method, params object?[] arguments)
    {
        var (id, answer) = NewCall();
        await Send(
            new
            {
                type = 1,
                invocationId = id,
                target = method,
                arguments,
            }
        );
        return await Within.Time(answer, $"the answer to {method}");
    }

    public (string Id, Task<JsonElement> Answer) NewCall()
    {
        var id = Interlocked.Increment(ref called).ToString();
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (calls)
        {
            // The server closed the connection, and the socket still takes what is sent.
            if (over is not null)
                answer.SetException(over);
            else
                calls.Add(id, answer);
        }
        return (id, answer.Task);
    }

    public Task Send(object message) => SendRaw(JsonSerializer.Serialize(message) + (char)RecordSeparator);

    public Task SendRaw(string text) => SendRaw(Encoding.UTF8.GetBytes(text));

    public Task SendRaw(byte[] bytes) =>
        socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, default).WaitAsync(Within.Limit);

    /// <summary>The next push (<c>Event</c>, <c>Ended</c>) as the bytes that came.</summary>
    public async Task<byte[]> NextBytes() => await Within.Time(pushes.Reader.ReadAsync().AsTask(), "the next push");

    /// <summary>The next push: its target and its argument.</summary>
    public async Task<(string Target, JsonElement Argument)> Next()
    {
        using var message = JsonDocument.Parse(await NextBytes());
        var root = message.RootElement;
        return (root.GetProperty("target").GetString()!, root.GetProperty("arguments")[0].Clone());
    }

    /// <summary>The argument of the next push of this target and type; what comes before it is passed over.</summary>
    public async Task<JsonElement> Until(string target, string? type = null)
    {
        while (true)
        {
            var push = await Next();
            if (push.Target == target && (type is null || push.Argument.GetProperty("type").GetString() == type))
                return push.Argument;
        }
    }

    /// <summary>The numbers of the next events.</summary>
    public async Task<long[]> NextSeqs(int count)
    {
        var seqs = new long[count];
        for (var i = 0; i < count; i++)
        {
            var (target, e) = await Next();
            Assert.Equal("Event", target);
            seqs[i] = e.GetProperty("seq").GetInt64();
        }
        return seqs;
    }

    /// <summary>The next pushes are the events with these numbers.</summary>
    public async Task Expect(params long[] seqs) => Assert.Equal(seqs, await NextSeqs(seqs.Length));

    public bool HasPush => pushes.Reader.TryPeek(out _);

    /// <summary>A client that did not read begins to.</summary>
    public void BeginReading() => _ = Read();

    /// <summary>The network is gone; what is left of the client may still be read.</summary>
    public void Abort() => socket.Abort();

    /// <summary>Drops the connection without a word.</summary>
    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Read()
    {
        string? error = null;
        var received = new List<byte>();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, default);
                if (part.MessageType == WebSocketMessageType.Close)
                    break;
                received.AddRange(buffer.AsSpan(0, part.Count));
                int end;
                while ((end = received.IndexOf(RecordSeparator)) >= 0)
                {
                    error = Take(received.GetRange(0, end).ToArray()) ?? error;
                    received.RemoveRange(0, end + 1);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Torn down; Closed says so.
        }
        closed.TrySetResult(error);
        var why = new InvalidOperationException($"The connection was closed: {error ?? "no reason given"}.");
        pushes.Writer.TryComplete(why);
        lock (calls)
        {
            over = why;
            foreach (var call in calls.Values)
                call.TrySetException(why);
        }
    }

    /// <summary>Answers the error of a close message.</summary>
    private string? Take(byte[] frame)
    {
        using var message = JsonDocument.Parse(frame);
        var root = message.RootElement;
        switch (root.TryGetProperty("type", out var type) ? type.GetInt32() : 0)
        {
            case 1:
                if (root.GetProperty("target").GetString() == "Ended")
                {
                    lock (calls)
                        order.Append('E');
                }
                pushes.Writer.TryWrite(frame);
                return null;
            case 3:
                TaskCompletionSource<JsonElement>? call;
                lock (calls)
                {
                    order.Append('A');
                    calls.Remove(root.GetProperty("invocationId").GetString()!, out call);
                }
                if (root.TryGetProperty("error", out var failed))
                    call!.TrySetException(new InvalidOperationException(failed.GetString()));
                else
                    call!.TrySetResult(root.TryGetProperty("result", out var result) ? result.Clone() : default);
                return null;
            case 7:
                return root.TryGetProperty("error", out var error) ? error.GetString() : null;
            default:
                return null;
        }
    }
}
