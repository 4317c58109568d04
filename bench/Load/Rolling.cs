using System.Diagnostics;

namespace Academy.Load;

/// <summary>
/// Every process is stopped in an orderly way and started again, one after the other, while many sockets are attached
/// and learners complete modules: what failed, what was lost, and for how long a socket was without its stream.
/// </summary>
internal sealed class Rolling(LoadOptions options, ServerUnderTest server, PreparedCourse course)
{
    private const int ConnectingAtATime = 128;
    private const int Seed = 20_261_120;

    private static readonly TimeSpan RestEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Random chance = new(Seed);
    private readonly PriorityQueue<HubSocket, long> comingBack = new();
    private readonly Dictionary<HubSocket, long> away = [];
    private readonly List<int> gaps = [];

    public async Task<string> Run()
    {
        using var learners = new Learners(server.Addresses, course, course.Learners.Length);
        var crowd = new Crowd(
            server.Addresses,
            course
                .Learners.Take(options.Sockets)
                .Select((learner, i) => new HubSocket(i, learner, $"user:{learner.Id}"))
        );
        crowd.Connect(crowd.Sockets, ConnectingAtATime);
        using var stop = new CancellationTokenSource();
        var completing = learners.RunAsync(options.Clients, RestEvery, stop.Token);
        Drive(crowd, () => false, TimeSpan.FromSeconds(options.WarmUpSeconds));
        var calm = Latencies(learners);
        crowd.Ended = socket =>
        {
            // Of attempts that fail, too: the gap is from the first end to being live again.
            away.TryAdd(socket, socket.Since);
            ComeBack(socket);
        };

        var steps = new List<object>();
        foreach (var process in server.Silos.Concat(server.Nodes))
        {
            var restart = Task.Run(async () =>
            {
                var (stopped, starting) = (await process.StopAsync(), Stopwatch.GetTimestamp());
                await process.StartAsync();
                return new
                {
                    process.Name,
                    StopMs = (int)stopped.TotalMilliseconds,
                    StartMs = (int)Stopwatch.GetElapsedTime(starting).TotalMilliseconds,
                };
            });
            if (!Drive(crowd, () => restart.IsCompleted, Patience))
                throw new TimeoutException($"{process.Name} was not restarted within {Patience.TotalSeconds} s.");
            steps.Add(await restart);
            Drive(crowd, () => false, Between);
        }
        var allBack = Drive(crowd, () => away.Count == 0, Patience);
        var during = Latencies(learners);
        await stop.CancelAsync();
        await completing;
        // What was acknowledged must reach everybody.
        int Behind() => crowd.Sockets.Where((socket, learner) => socket.Seq < learners.Heads[learner]).Count();
        Drive(crowd, () => Behind() == 0, TimeSpan.FromSeconds(15));
        var lost = await learners.LostAsync();
        return Report.Json(
            new
            {
                Workload = LoadOptions.Rolling,
                server.Topology,
                Sockets = crowd.Sockets.Length,
                Restarts = steps,
                AllBack = allBack,
                Reconnects = gaps.Count,
                GapP50Ms = Report.Percentile([.. gaps], 0.5),
                GapP99Ms = Report.Percentile([.. gaps], 0.99),
                GapLastMs = Report.Percentile([.. gaps], 1),
                Resumed = crowd.Sockets.Sum(socket => socket.Resumes),
                SnapshotsInstead = crowd.Sockets.Sum(socket => socket.Snapshots) - crowd.Sockets.Length,
                SequenceGaps = crowd.Sockets.Sum(socket => socket.Gaps),
                SocketsBehind = Behind(),
                Acknowledged = learners.Completed.Sum(),
                LostCompletions = lost,
                FailedRequests = learners.Failed,
                learners.FirstFailure,
                AttemptsRepeated = learners.AttemptsFailed,
                Before = calm,
                During = during,
            }
        );
    }

    private void ComeBack(HubSocket socket)
    {
        // As the web client's back-off: two seconds and doubling, up to thirty, spread over nine tenths.
        var whole = Math.Min(30_000, 2_000 * Math.Pow(2, Math.Min(socket.Attempts++, 10)));
        comingBack.Enqueue(
            socket,
            Stopwatch.GetTimestamp() + (long)(whole / 1_000 * (0.1 + 0.9 * chance.NextDouble()) * Stopwatch.Frequency)
        );
    }

    private bool Drive(Crowd crowd, Func<bool> condition, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            var now = Stopwatch.GetTimestamp();
            if (Stopwatch.GetElapsedTime(began, now) > time)
                return false;
            for (var i = 0; i < 64 && comingBack.TryPeek(out var socket, out var at) && at <= now; i++)
            {
                comingBack.Dequeue();
                crowd.Begin(socket);
            }
            crowd.Turn(milliseconds: 5);
            foreach (var (socket, since) in away)
            {
                if (!socket.IsLive)
                    continue;
                gaps.Add((int)Stopwatch.GetElapsedTime(since, socket.Since).TotalMicroseconds);
                away.Remove(socket);
            }
        }
        return true;
    }

    private static object Latencies(Learners learners)
    {
        var latencies = learners.TakeLatencies();
        return new
        {
            Requests = latencies.Length,
            P50Ms = Report.Percentile(latencies, 0.5),
            P99Ms = Report.Percentile(latencies, 0.99),
            WorstMs = Report.Percentile(latencies, 1),
        };
    }
}
