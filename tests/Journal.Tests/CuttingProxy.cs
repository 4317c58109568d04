using System.Net;
using System.Net.Sockets;

namespace Academy.Journal.Tests;

/// <summary>A TCP door to a server that shuts each connection after a random number of bytes either way.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Random random;
    private readonly CancellationTokenSource stopped = new();
    private readonly Task accepting;
    private int cuts;

    public CuttingProxy(EndPoint target, int seed)
    {
        (Target, random) = (target, new Random(seed));
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Where the next connections lead to.</summary>
    public EndPoint Target { get; set; }

    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Bytes after which the next connections are cut; zero lets them live.</summary>
    public int CutWithin { get; set; }

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await accepting;
        // Last: a loop that still accepts would be told "Not listening".
        listener.Stop();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(CarryAsync(await listener.AcceptTcpClientAsync(stopped.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var from = client.Client;
        var target = Target;
        using var to = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        // The cut falls into the request or into the response, each as often.
        var up = random.Next(2) == 0;
        // Answers are several times shorter than what is asked.
        var budget = CutWithin == 0 ? long.MaxValue : random.Next(1, up ? CutWithin : CutWithin / 6);
        try
        {
            await to.ConnectAsync(target, stopped.Token);
            await Task.WhenAny(
                PumpAsync(from, to, up ? budget : long.MaxValue),
                PumpAsync(to, from, up ? long.MaxValue : budget)
            );
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // The server is away: so is the client.
        }
        from.LingerState = new(true, 0);
    }

    private async Task PumpAsync(Socket from, Socket to, long budget)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stopped.Token) is > 0 and var read)
            {
                await to.SendAsync(buffer.AsMemory(0, (int)Math.Min(read, budget)), stopped.Token);
                budget -= read;
                if (budget > 0)
                    continue;
                Interlocked.Increment(ref cuts);
                return;
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other direction was cut.
        }
    }
}
