using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

namespace Academy.Processes.Clients;

/// <summary>Somebody who watches streams for as long as they are let, through every loss of the connection.</summary>
internal sealed class Watcher(Doors doors, Func<string> token, params StreamView[] views) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource stopped = new();
    private readonly CancellationTokenSource back = new();
    private CancellationTokenSource connection = new();
    private Task running = Task.CompletedTask;
    private TimeSpan away = Pause;
    private int connections;

    public IReadOnlyList<StreamView> Views => views;

    public StreamView View => views[0];

    /// <summary>What they say, on the same connection.</summary>
    public Outbox? Outbox { get; init; }

    /// <summary>How often it was connected.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>What went wrong in a way that a client cannot live with.</summary>
    public Exception? Fault => running.Exception?.InnerException;

    public Watcher Start()
    {
        running = Task.Run(Run);
        return this;
    }

    /// <summary>Drops the connection without a word; it connects again after <paramref name="away"/>.</summary>
    public void Drop(TimeSpan away)
    {
        this.away = away;
        connection.Cancel();
    }

    /// <summary>Whoever is away comes back now, and is not sent away any more.</summary>
    public void ComeBack() => back.Cancel();

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await connection.CancelAsync();
        await running;
    }

    private async Task Run()
    {
        while (!stopped.IsCancellationRequested)
        {
            connection = CancellationTokenSource.CreateLinkedTokenSource(stopped.Token);
            try
            {
                await using var hub = await HubSocket.Connect(doors.Current, token(), connection.Token);
                Interlocked.Increment(ref connections);
                await Watch(hub, connection.Token);
            }
            catch (Exception e)
                when (e
                        is WebSocketException
                            or HttpRequestException
                            or SocketException
                            or OperationCanceledException
                            or IOException
                )
            {
                // Away, cut, or told to drop: try again.
            }
            // Where it was cut off it is not tried again at once, if there is another place.
            doors.TryNext();
            // Gone for good, called back, or simply back.
            using var called = CancellationTokenSource.CreateLinkedTokenSource(
                stopped.Token,
                away > Pause ? back.Token : default
            );
            await Task.Delay(away, called.Token)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            away = Pause;
        }
    }

    private async Task Watch(HubSocket hub, CancellationToken cancellationToken)
    {
        for (var i = 0; i < views.Length; i++)
        {
            views[i].Connecting();
            await hub.Subscribe(i, views[i].Stream, views[i].Epoch, views[i].Seq, cancellationToken);
        }
        Outbox?.Connecting();
        var more = Outbox?.MoreAsync() ?? Task.Delay(Timeout.Infinite, cancellationToken);
        using var pings = new PeriodicTimer(PingEvery);
        var ping = pings.WaitForNextTickAsync(cancellationToken).AsTask();
        var receive = hub.Receive(cancellationToken);
        while (true)
        {
            var first = await Task.WhenAny(receive, ping, more);
            if (first == more)
            {
                if (Outbox!.Next() is var (target, arguments))
                    await hub.Invoke(Outbox.Call, target, arguments, cancellationToken);
                more = Outbox.MoreAsync();
                continue;
            }
            if (first == ping)
            {
                await hub.Ping(cancellationToken);
                ping = pings.WaitForNextTickAsync(cancellationToken).AsTask();
                continue;
            }
            if (await receive is not { } message)
                return;
            if (!await Take(hub, message, cancellationToken))
                return;
            receive = hub.Receive(cancellationToken);
        }
    }

    /// <returns>False when the connection is of no use any more.</returns>
    private async Task<bool> Take(HubSocket hub, JsonElement message, CancellationToken cancellationToken)
    {
        if (!message.TryGetProperty("type", out var type))
            return true; // The handshake's answer.
        switch (type.GetInt32())
        {
            case 1 when message.GetProperty("target").GetString() == "Signal":
                return true; // May be lost, and says nothing that is kept.
            case 1:
                var push = message.GetProperty("arguments")[0];
                var at = Array.FindIndex(views, view => view.Stream == push.GetProperty("stream").GetString());
                if (message.GetProperty("target").GetString() == "Event")
                    views[at].Pushed(push);
                else
                    await Again(hub, at, cancellationToken);
                return true;
            case 3 when message.GetProperty("invocationId").GetString() == $"{Outbox.Call}":
                return Outbox!.Answered(message);
            case 3:
                // A call that failed (the owner's data cannot be reached now) is made again on a new connection.
                return message.TryGetProperty("result", out var answer)
                    && views[int.Parse(message.GetProperty("invocationId").GetString()!)].Answered(answer);
            default:
                return type.GetInt32() != 7;
        }
    }

    /// <summary>The server ended the subscription.</summary>
    private Task Again(HubSocket hub, int at, CancellationToken cancellationToken)
    {
        views[at].Connecting();
        return hub.Subscribe(at, views[at].Stream, views[at].Epoch, views[at].Seq, cancellationToken);
    }
}
