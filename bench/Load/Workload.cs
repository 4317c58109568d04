using System.Diagnostics;
using System.Net;

namespace Academy.Load;

/// <summary>
/// Clients with their requests, and learners' sockets on which completions are delivered. One thread drives all of it.
/// </summary>
internal sealed class Workload
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);

    private readonly string name;
    private readonly LoadOptions options;
    private readonly HttpLane[] clients;
    private readonly SocketLane[] sockets;
    private readonly int epoll = Native.EpollCreate();
    private readonly Native.EpollEvent[] events = new Native.EpollEvent[256];
    private long pingedAt = Stopwatch.GetTimestamp();

    /// <param name="requests">What a client asks for the learners that are its own.</param>
    public Workload(
        string name,
        LoadOptions options,
        IReadOnlyList<Uri> servers,
        PreparedCourse course,
        Func<int[], IRequests> requests
    )
    {
        (this.name, this.options) = (name, options);
        var addresses = servers.Select(server => new IPEndPoint(IPAddress.Parse(server.Host), server.Port)).ToArray();
        var host = servers[0].Authority;
        sockets = new SocketLane[options.Sockets];
        for (var i = 0; i < sockets.Length; i++)
        {
            sockets[i] = new(Native.Connect(addresses[i % addresses.Length]), host, course.Learners[i]);
            Native.Watch(epoll, sockets[i].Socket, -1 - i);
            sockets[i].Begin();
            if (i % 64 == 63 || i == sockets.Length - 1)
                RunUntil(
                    () => sockets.Take(i + 1).All(socket => socket.IsSubscribed),
                    TimeSpan.FromSeconds(30),
                    "subscriptions"
                );
        }
        clients = new HttpLane[options.Clients];
        for (var i = 0; i < clients.Length; i++)
        {
            var own = Enumerable
                .Range(0, course.Learners.Length)
                .Where(learner => learner % clients.Length == i)
                .ToArray();
            clients[i] = new(Native.Connect(addresses[i % addresses.Length]), requests(own));
            Native.Watch(epoll, clients[i].Socket, i);
        }
    }

    /// <summary>Asks until nothing is left to ask, and everything is answered.</summary>
    public void Exhaust(TimeSpan patience)
    {
        foreach (var client in clients)
            Send(client);
        RunUntil(
            () => clients.All(client => client.IsDone && !client.IsWaiting),
            patience,
            $"the last of {name}",
            sendNext: true
        );
        if (clients.FirstOrDefault(client => client.Errors > 0) is { } failed)
            throw new InvalidOperationException($"{name}: {failed.FirstError}");
    }

    public string Run(ServerUnderTest server)
    {
        foreach (var client in clients)
            Send(client);
        RunFor(TimeSpan.FromSeconds(options.WarmUpSeconds));
        foreach (var client in clients)
            client.Reset();
        foreach (var socket in sockets)
            socket.Reset();

        var (serverCpu, databaseCpu, ownCpu) = Cpu(server);
        var elapsed = RunFor(TimeSpan.FromSeconds(options.Seconds));
        var (serverCpuEnd, databaseCpuEnd, ownCpuEnd) = Cpu(server);
        var operations = clients.Sum(client => client.Operations);
        var completions = sockets.Sum(socket => socket.Completions);
        if (clients.Any(client => client.IsDone))
            throw new InvalidOperationException(
                "There was nothing left to do: give more --modules or fewer --seconds."
            );
        var quiet = Drain();

        return Report.Line(
            new()
            {
                Workload = name,
                Topology = server.Topology,
                Clients = clients.Length,
                Learners = options.Learners,
                Sockets = sockets.Length,
                Elapsed = elapsed,
                Operations = operations,
                Errors = clients.Sum(client => client.Errors),
                FirstError = clients.Select(client => client.FirstError).FirstOrDefault(error => error is not null),
                Latencies = [.. clients.SelectMany(client => client.Latencies)],
                FewestOfAClient = clients.Min(client => client.Operations),
                MostOfAClient = clients.Max(client => client.Operations),
                Delivered = completions,
                Undelivered = quiet,
                Gaps = sockets.Sum(socket => socket.Gaps),
                Events = sockets.Sum(socket => socket.Events),
                DeliveryLatencies = [.. sockets.SelectMany(socket => socket.Latencies)],
                ServerCpu = serverCpuEnd - serverCpu,
                DatabaseCpu = databaseCpuEnd - databaseCpu,
                GeneratorCpu = ownCpuEnd - ownCpu,
            }
        );
    }

    private static (double Server, double Database, double Own) Cpu(ServerUnderTest server) =>
        (server.Cpu, CpuMeter.OfPostgres(server.PostgresPid), CpuMeter.OfProcess(Environment.ProcessId));

    private TimeSpan RunFor(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
            Turn(sendNext: true);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Lets what is under way arrive; completions that were answered and never delivered.</summary>
    private int Drain()
    {
        var waiting = clients.Length;
        var began = Stopwatch.GetTimestamp();
        int Missing() =>
            sockets.Length < options.Learners
                ? 0
                : Math.Max(0, clients.Sum(c => c.Accepted) - sockets.Sum(s => s.Delivered));
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5) && (waiting > 0 || Missing() > 0))
            waiting -= Turn(sendNext: false);
        return Missing();
    }

    private void RunUntil(Func<bool> condition, TimeSpan patience, string what, bool sendNext = false)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > patience)
                throw new TimeoutException($"Waited {patience.TotalSeconds} s in vain for {what}.");
            Turn(sendNext);
        }
    }

    /// <summary>Takes what has arrived; how many answers were among it.</summary>
    private int Turn(bool sendNext)
    {
        var answers = 0;
        var ready = Native.Wait(epoll, events, milliseconds: 100);
        for (var i = 0; i < ready; i++)
        {
            var tag = (int)events[i].Tag;
            if (tag < 0)
            {
                sockets[-1 - tag].Receive();
            }
            else if (clients[tag].Receive())
            {
                answers++;
                if (sendNext)
                    Send(clients[tag]);
            }
        }
        if (Stopwatch.GetElapsedTime(pingedAt) > PingEvery)
        {
            pingedAt = Stopwatch.GetTimestamp();
            foreach (var socket in sockets)
                socket.Ping();
        }
        return answers;
    }

    private void Send(HttpLane client)
    {
        if (client.IsDone)
            return;
        var (learner, sentAt) = client.Send();
        if (learner < sockets.Length)
            sockets[learner].Expect(sentAt);
    }
}
