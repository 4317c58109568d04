using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Academy.Load;

/// <summary>
/// Many sockets on one stream (the leaderboard of a course): how fast they connect, what each costs the server, and how
/// long one message takes to the last of them.
/// </summary>
internal sealed class HeldSockets(LoadOptions options, ServerUnderTest server, PreparedCourse course)
{
    private const int ConnectingAtATime = 128;
    private const int WarmUp = 100;
    private const int Messages = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Run()
    {
        var crowd = new Crowd(
            server.Addresses,
            course
                .Learners.Take(options.Sockets)
                .Select((learner, i) => new HubSocket(i, learner, $"leaderboard:course-{course.Id}"))
        );
        // The first of the board, so that each completion changes it.
        var earner = crowd.Rest(course, clients: 1, learners: 1)[0];
        var answered = false;
        crowd.Answered = _ => answered = true;

        // Code is compiled, pools have their size: what follows is what sockets cost.
        var early = crowd.Sockets.AsSpan(0, Math.Min(WarmUp, crowd.Sockets.Length));
        for (var round = 0; round < 2; round++)
        {
            crowd.Connect(early, ConnectingAtATime);
            Message(out _, out _);
            foreach (var socket in early)
                socket.Drop();
            crowd.RunFor(TimeSpan.FromSeconds(1));
        }
        var before = MemoryOf(crowd);

        var cpu = CpuMeter.OfProcess(server.ServerPid);
        var connecting = crowd.Connect(crowd.Sockets, ConnectingAtATime);
        cpu = CpuMeter.OfProcess(server.ServerPid) - cpu;
        var held = MemoryOf(crowd);

        var (fromMade, fromRequest, cpuOfMessages) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Messages; i++)
        {
            var cpuBefore = CpuMeter.OfProcess(server.ServerPid);
            Message(out var made, out var requested);
            fromMade.Add(made);
            fromRequest.Add(requested);
            crowd.RunFor(TimeSpan.FromSeconds(1));
            cpuOfMessages.Add(CpuMeter.OfProcess(server.ServerPid) - cpuBefore);
        }
        var after = MemoryOf(crowd);
        return Report.Json(
            new
            {
                Workload = LoadOptions.HeldSockets,
                Sockets = crowd.Sockets.Length,
                ConnectsPerSecond = Math.Round(crowd.Sockets.Length / connecting.TotalSeconds),
                ConnectCpuMsEach = Math.Round(cpu * 1_000 / crowd.Sockets.Length, 3),
                KilobytesEach = Each(held.Resident - before.Resident, crowd),
                HeapKilobytesEach = Each(held.Heap - before.Heap, crowd),
                KilobytesEachAfterMessages = Each(after.Resident - before.Resident, crowd),
                Messages,
                MessageBytes = crowd.Sockets[0].Latest.Length,
                LastDeliveryMs = Summary(fromMade),
                LastDeliveryFromRequestMs = Summary(fromRequest),
                CpuMsPerMessage = Summary([.. cpuOfMessages.Select(s => s * 1_000)]),
            }
        );

        // One learner earns; the board, made anew within its interval, goes to everybody who is connected.
        void Message(out double fromMade, out double fromRequest)
        {
            var receivers = crowd.Sockets.Where(socket => socket.IsLive).ToArray();
            var first = receivers[0];
            first.KeepLatest = true;
            var seen = receivers.Select(socket => socket.Events).ToArray();
            answered = false;
            var requested = Stopwatch.GetTimestamp();
            earner.Send();
            var next = 0;
            if (!crowd.RunUntil(() => AllHave(), Patience))
                throw new TimeoutException(
                    $"{next} of {receivers.Length} sockets had the message within {Patience.TotalSeconds} s."
                );
            var (now, nowUtc) = (Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow);
            var last = receivers.Max(socket => socket.Since);
            fromRequest = Stopwatch.GetElapsedTime(requested, last).TotalMilliseconds;
            fromMade = (nowUtc - Stopwatch.GetElapsedTime(last, now) - MadeAt(first)).TotalMilliseconds;

            bool AllHave()
            {
                while (next < receivers.Length && receivers[next].Events > seen[next])
                    next++;
                return next == receivers.Length && answered;
            }
        }
    }

    /// <summary>When the server made the view: the event's own time.</summary>
    private static DateTimeOffset MadeAt(HubSocket socket)
    {
        var text = Encoding.UTF8.GetString(socket.Latest.Span);
        var at = text.IndexOf("\"at\":\"", StringComparison.Ordinal) + 6;
        return DateTimeOffset.Parse(text.AsSpan(at, text.IndexOf('"', at) - at), CultureInfo.InvariantCulture);
    }

    private static double Each(long bytes, Crowd crowd) => Math.Round(bytes / 1_024d / crowd.Sockets.Length, 1);

    private static object Summary(List<double> values)
    {
        values.Sort();
        return new
        {
            Best = Math.Round(values[0], 1),
            Median = Math.Round(values[values.Count / 2], 1),
            Worst = Math.Round(values[^1], 1),
        };
    }

    /// <summary>
    /// After full collections; the server gives back what it does not need in the seconds that follow.
    /// </summary>
    private (long Resident, long Heap) MemoryOf(Crowd crowd)
    {
        for (var i = 0; i < 3; i++)
        {
            Diagnostics.CollectGarbage(server.ServerPid);
            crowd.RunFor(TimeSpan.FromSeconds(2));
        }
        var heap = ServerMetrics.Read(server.Address, "dotnet_gc_last_collection_heap_size_bytes");
        return (Diagnostics.ResidentBytes(server.ServerPid), (long)heap);
    }
}
