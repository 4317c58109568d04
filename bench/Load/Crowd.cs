using System.Diagnostics;
using System.Net;

namespace Academy.Load;

/// <summary>Many clients of the hub on one thread, and beside them, if wanted, clients of the REST interface.</summary>
internal sealed class Crowd
{
    private const int RestTag = 1 << 24;

    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);

    private readonly int epoll = Native.EpollCreate();
    private readonly Native.EpollEvent[] ready = new Native.EpollEvent[512];
    private readonly IPEndPoint[] addresses;
    private readonly string host;
    private HttpLane[] rest = [];
    private long pingedAt = Stopwatch.GetTimestamp();

    public Crowd(IReadOnlyList<Uri> servers, IEnumerable<HubSocket> sockets)
    {
        addresses = [.. servers.Select(server => new IPEndPoint(IPAddress.Parse(server.Host), server.Port))];
        host = servers[0].Authority;
        Sockets = [.. sockets];
    }

    public HubSocket[] Sockets { get; }

    /// <summary>A connection ended that was not dropped here, or an attempt failed.</summary>
    public Action<HubSocket> Ended { get; set; } = _ => throw new IOException("The server closed a socket.");

    public Action<HttpLane> Answered { get; set; } = _ => { };

    /// <summary>Connects to the socket's own address; each further attempt goes to the next.</summary>
    public void Begin(HubSocket socket) =>
        socket.Connect(epoll, addresses[(socket.Number + socket.Attempts) % addresses.Length]);

    public IReadOnlyList<HttpLane> Rest(PreparedCourse course, int clients, int learners)
    {
        rest = new HttpLane[clients];
        for (var i = 0; i < clients; i++)
        {
            var own = Enumerable.Range(0, learners).Where(learner => learner % clients == i).ToArray();
            rest[i] = new(Native.Connect(addresses[i % addresses.Length]), new Completions(course, own, host));
            Native.Watch(epoll, rest[i].Socket, RestTag + i);
        }
        return rest;
    }

    /// <summary>Connects and subscribes these, so many at a time; how long it took.</summary>
    public TimeSpan Connect(ReadOnlySpan<HubSocket> sockets, int atATime)
    {
        var began = Stopwatch.GetTimestamp();
        var (next, live) = (0, 0);
        var open = new List<HubSocket>(atATime);
        while (live < sockets.Length)
        {
            while (open.Count < atATime && next < sockets.Length)
            {
                Begin(sockets[next]);
                open.Add(sockets[next++]);
            }
            Turn(milliseconds: 10);
            live += open.RemoveAll(socket => socket.IsLive);
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(2))
                throw new TimeoutException($"{live} of {sockets.Length} sockets were subscribed within two minutes.");
        }
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Takes what has arrived.</summary>
    public void Turn(int milliseconds)
    {
        var count = Native.Wait(epoll, ready, milliseconds);
        for (var i = 0; i < count; i++)
        {
            var tag = (int)ready[i].Tag;
            if (tag >= RestTag)
            {
                if (rest[tag - RestTag].Receive())
                    Answered(rest[tag - RestTag]);
            }
            else if (!Sockets[tag].Go(epoll, host))
            {
                Ended(Sockets[tag]);
            }
        }
        if (Stopwatch.GetElapsedTime(pingedAt) < PingEvery)
            return;
        pingedAt = Stopwatch.GetTimestamp();
        foreach (var socket in Sockets)
            socket.Ping();
    }

    public void RunFor(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
            Turn(milliseconds: 10);
    }

    public bool RunUntil(Func<bool> condition, TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > patience)
                return false;
            Turn(milliseconds: 5);
        }
        return true;
    }
}
