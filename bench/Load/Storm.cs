using System.Diagnostics;

namespace Academy.Load;

/// <summary>
/// Everybody's connection is gone at the same moment, and everybody comes back as the web client does: jittered, from
/// where they were. Beside it, learners go on completing modules.
/// </summary>
internal sealed class Storm(LoadOptions options, ServerUnderTest server, PreparedCourse course)
{
    private const int ConnectingAtATime = 128;
    private const int Seed = 20_261_120;

    /// <summary>Each REST client sends so often, when it is answered in time.</summary>
    private static readonly TimeSpan RestEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Random chance = new(Seed);
    private readonly PriorityQueue<HubSocket, long> comingBack = new();
    private readonly PriorityQueue<HttpLane, long> due = new();

    public string Run()
    {
        var crowd = new Crowd(
            server.Addresses,
            course
                .Learners.Take(options.Sockets)
                .Select((learner, i) => new HubSocket(i, learner, $"user:{learner.Id}"))
        );
        var connecting = crowd.Connect(crowd.Sockets, ConnectingAtATime);
        var rest = crowd.Rest(course, options.Clients, course.Learners.Length);
        crowd.Answered = lane => due.Enqueue(lane, Stopwatch.GetTimestamp() + Ticks(RestEvery));
        foreach (var lane in rest)
            due.Enqueue(lane, Stopwatch.GetTimestamp());
        Run(crowd, () => false, TimeSpan.FromSeconds(options.WarmUpSeconds));
        var calm = Latencies(rest);
        var residentBefore = Diagnostics.ResidentBytes(server.ServerPid);

        var failures = 0;
        crowd.Ended = socket =>
        {
            failures++;
            ComeBack(socket);
        };
        double Reads() =>
            ServerMetrics.Read(server.Address, "db_client_operation_duration_seconds_count", tagged: "academy-reader");
        var reads = Reads();
        var cpu = CpuMeter.OfProcess(server.ServerPid);
        foreach (var socket in crowd.Sockets)
            socket.Drop();
        var dropped = Stopwatch.GetTimestamp();
        foreach (var socket in crowd.Sockets)
            ComeBack(socket);
        var live = 0;
        var allBack = Run(
            crowd,
            () =>
            {
                while (live < crowd.Sockets.Length && crowd.Sockets[live].IsLive)
                    live++;
                return live == crowd.Sockets.Length;
            },
            Patience
        );
        cpu = CpuMeter.OfProcess(server.ServerPid) - cpu;
        var duringStorm = Latencies(rest);
        var took = crowd
            .Sockets.Select(socket => (int)(Stopwatch.GetElapsedTime(dropped, socket.Since).TotalMicroseconds))
            .ToArray();
        reads = Reads() - reads;
        var resident = Diagnostics.ResidentBytes(server.ServerPid);
        Run(crowd, () => false, TimeSpan.FromSeconds(5));
        return Report.Json(
            new
            {
                Workload = LoadOptions.Storm,
                Sockets = crowd.Sockets.Length,
                FirstConnectsPerSecond = Math.Round(crowd.Sockets.Length / connecting.TotalSeconds),
                AllBack = allBack,
                BackP50Ms = Report.Percentile(took, 0.5),
                BackP99Ms = Report.Percentile(took, 0.99),
                BackLastMs = Report.Percentile(took, 1),
                FailedAttempts = failures,
                Resumed = crowd.Sockets.Sum(socket => socket.Resumes),
                Snapshots = crowd.Sockets.Sum(socket => socket.Snapshots) - crowd.Sockets.Length,
                Gaps = crowd.Sockets.Sum(socket => socket.Gaps),
                DatabaseReads = reads,
                ReadsPerClient = Math.Round(reads / crowd.Sockets.Length, 4),
                ServerCpuSeconds = Math.Round(cpu, 2),
                RestBefore = calm,
                RestDuring = duringStorm,
                RestAfter = Latencies(rest),
                RestErrors = rest.Sum(lane => lane.Errors),
                ResidentMegabytesBefore = residentBefore >> 20,
                ResidentMegabytesAfter = resident >> 20,
            }
        );
    }

    /// <summary>
    /// As the web client's back-off: two seconds and doubling, up to thirty, spread over nine tenths.
    /// </summary>
    private void ComeBack(HubSocket socket)
    {
        var whole = Math.Min(30_000, 2_000 * Math.Pow(2, Math.Min(socket.Attempts++, 10)));
        comingBack.Enqueue(
            socket,
            Stopwatch.GetTimestamp() + Ticks(TimeSpan.FromMilliseconds(whole * (0.1 + 0.9 * chance.NextDouble())))
        );
    }

    private bool Run(Crowd crowd, Func<bool> condition, TimeSpan time)
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
            while (due.TryPeek(out var lane, out var at) && at <= now)
            {
                due.Dequeue();
                if (lane.IsDone)
                    throw new InvalidOperationException("There was nothing left to complete: give more --modules.");
                lane.Send();
            }
            crowd.Turn(milliseconds: 1);
        }
        return true;
    }

    private static object Latencies(IReadOnlyList<HttpLane> rest)
    {
        var latencies = rest.SelectMany(lane => lane.Latencies).ToArray();
        foreach (var lane in rest)
            lane.Latencies.Clear();
        return new
        {
            Requests = latencies.Length,
            P50Ms = Report.Percentile(latencies, 0.5),
            P99Ms = Report.Percentile(latencies, 0.99),
            WorstMs = Report.Percentile(latencies, 1),
        };
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
