using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Academy.Clusters.Fleets;

internal enum Cut
{
    None,

    /// <summary>Connections are torn down, and new ones as soon as they are made.</summary>
    Closed,

    /// <summary>
    /// Nothing is carried any more, and nobody is told. What was under way is carried when it is mended.
    /// </summary>
    Silent,
}

/// <summary>A TCP door before a server, which carries the connections of some processes, and of others not.</summary>
internal sealed class Passage : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentDictionary<Carried, bool> open = new();
    private readonly Task accepting;
    private volatile EndPoint? target;
    private volatile Func<int, Cut> rule = static _ => Cut.None;

    /// <param name="address">Where it is found; null: on loopback.</param>
    public Passage(IPAddress? address = null)
    {
        listener = new(address ?? IPAddress.Loopback, 0);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Where new connections lead to; null: nobody is there.</summary>
    public EndPoint? Target
    {
        get => target;
        set => target = value;
    }

    /// <param name="cutOf">What befalls the connections of a process, which is named by the port that it connects
    /// from.</param>
    public void Set(Func<int, Cut> cutOf)
    {
        rule = cutOf;
        foreach (var one in open.Keys)
            one.Apply(cutOf(one.Port));
    }

    public void Mend() => Set(static _ => Cut.None);

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await accepting;
        // Last: a loop that still accepts would be told "Not listening".
        listener.Stop();
    }

    private async Task AcceptAsync()
    {
        var carried = new List<Task>();
        try
        {
            while (true)
            {
                carried.Add(CarryAsync(await listener.AcceptSocketAsync(stopped.Token)));
                carried.RemoveAll(task => task.IsCompletedSuccessfully);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(carried);
        }
    }

    private async Task CarryAsync(Socket client)
    {
        await Task.Yield();
        using var from = client;
        from.NoDelay = true;
        using var one = new Carried(((IPEndPoint)from.RemoteEndPoint!).Port, stopped.Token);
        open[one] = true;
        try
        {
            one.Apply(rule(one.Port));
            await one.MayCarryAsync();
            if (target is not { } leadsTo)
                return;
            using var to = new Socket(leadsTo.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            await to.ConnectAsync(leadsTo, one.Ended);
            if (leadsTo is IPEndPoint)
                to.NoDelay = true;
            // What one side ends ends for the other.
            await Task.WhenAny(PumpAsync(from, to, one), PumpAsync(to, from, one));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // The server is away, or the connection is cut: so it ends.
        }
        finally
        {
            open.TryRemove(one, out _);
            one.Apply(Cut.Closed);
            from.LingerState = new(true, 0);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, Carried one)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, one.Ended) is > 0 and var read)
            {
                await one.MayCarryAsync();
                var sent = 0;
                while (sent < read)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), one.Ended);
            }
            // An end is carried no sooner than what came before it.
            await one.MayCarryAsync();
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other direction ended, or all of it was cut.
        }
    }

    /// <summary>One connection.</summary>
    private sealed class Carried(int port, CancellationToken stopped) : IDisposable
    {
        private readonly CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        private volatile TaskCompletionSource? silence;

        public int Port => port;

        public CancellationToken Ended => ended.Token;

        public void Apply(Cut cut)
        {
            if (cut == Cut.Silent)
                silence ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            else if (Interlocked.Exchange(ref silence, null) is { } over)
                over.TrySetResult();
            if (cut != Cut.Closed)
                return;
            try
            {
                ended.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has ended by itself.
            }
        }

        public Task MayCarryAsync() =>
            silence is { } lasting ? lasting.Task.WaitAsync(ended.Token) : Task.CompletedTask;

        public void Dispose() => ended.Dispose();
    }
}
