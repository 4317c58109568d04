using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Academy.Load;

/// <summary>
/// Rooms full of people, each on a socket of their own, who write in turn at a given rate whether or not the server
/// keeps up. The rate is raised until what is written arrives too late.
/// </summary>
internal sealed class ChatRooms(LoadOptions options, ServerUnderTest server, PreparedCourse course)
{
    private const int ConnectingAtATime = 64;

    /// <summary>As long as a usual message.</summary>
    private const string Words = " It is as long as what people write to each other in a room.";

    private static readonly TimeSpan TooLate = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string run = Guid.NewGuid().ToString("N")[..8];
    private readonly List<long> sentAt = [];
    private readonly List<int> latencies = [];
    private readonly List<int> answers = [];
    private int firstOfStep;
    private long deliveries;
    private int answered;
    private int refused;
    private string? firstRefusal;

    public async Task<string> Run()
    {
        var api = new AcademyApi(server.Address);
        var (rooms, members) = (new string[options.Rooms], options.Sockets / options.Rooms);
        for (var room = 0; room < rooms.Length; room++)
            rooms[room] = await api.PrepareRoom(
                $"Room {room + 1}",
                course.Learners.AsSpan(room * members, members).ToArray()
            );
        var crowd = new Crowd(
            server.Addresses,
            Enumerable
                .Range(0, rooms.Length * members)
                .Select(i => new HubSocket(i, course.Learners[i], $"room:{rooms[i / members]}") { Taken = Take })
        );
        crowd.Connect(crowd.Sockets, ConnectingAtATime);

        Step(crowd, rooms, members, Math.Min(options.Rate, 1_000), TimeSpan.FromSeconds(options.WarmUpSeconds));
        var steps = new List<object>();
        for (var rate = options.Rate; ; rate += options.RateStep)
        {
            var (step, p99) = Step(crowd, rooms, members, rate, TimeSpan.FromSeconds(options.Seconds));
            steps.Add(step);
            await Console.Error.WriteLineAsync(Report.Json(step));
            if (options.RateStep == 0 || p99 > TooLate.TotalMilliseconds)
                break;
        }
        return Report.Json(
            new
            {
                Workload = LoadOptions.Chat,
                server.Topology,
                Rooms = rooms.Length,
                Members = members,
                Gaps = crowd.Sockets.Sum(socket => socket.Gaps),
                Steps = steps,
            }
        );
    }

    private (object Step, double P99) Step(Crowd crowd, string[] rooms, int members, int rate, TimeSpan time)
    {
        latencies.Clear();
        answers.Clear();
        (firstOfStep, deliveries, answered, refused) = (sentAt.Count, 0, 0, 0);
        var (serverCpu, databaseCpu, ownCpu) = (
            server.Cpu,
            CpuMeter.OfPostgres(server.PostgresPid),
            CpuMeter.OfProcess(Environment.ProcessId)
        );
        var began = Stopwatch.GetTimestamp();
        var sent = 0;
        while (Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < time)
        {
            for (var due = (int)(elapsed.TotalSeconds * rate); sent < due; sent++)
                Send(crowd, rooms, members);
            crowd.Turn(milliseconds: 1);
        }
        var took = Stopwatch.GetElapsedTime(began);
        var deliveredInTime = deliveries;
        (serverCpu, databaseCpu, ownCpu) = (
            server.Cpu - serverCpu,
            CpuMeter.OfPostgres(server.PostgresPid) - databaseCpu,
            CpuMeter.OfProcess(Environment.ProcessId) - ownCpu
        );
        var all = crowd.RunUntil(() => answered == sent && deliveries == (long)(sent - refused) * members, Patience);
        double Per1000(double seconds) => Math.Round(seconds * 1_000 / Math.Max(deliveredInTime, 1), 5);
        var p99 = Report.Percentile([.. latencies], 0.99);
        return (
            new
            {
                MessagesPerSecond = rate,
                DeliveriesPerSecond = Math.Round(deliveredInTime / took.TotalSeconds),
                DeliveryP50Ms = Report.Percentile([.. latencies], 0.5),
                DeliveryP99Ms = p99,
                AnswerP50Ms = Report.Percentile([.. answers], 0.5),
                AnswerP99Ms = Report.Percentile([.. answers], 0.99),
                Sent = sent,
                Refused = refused,
                FirstRefusal = firstRefusal,
                Undelivered = all ? 0 : (long)(sent - refused) * members - deliveries,
                CpuSecondsPer1000 = Per1000(serverCpu + databaseCpu),
                ServerCpuSecondsPer1000 = Per1000(serverCpu),
                DatabaseCpuSecondsPer1000 = Per1000(databaseCpu),
                GeneratorCpuSecondsPer1000 = Per1000(ownCpu),
            },
            p99
        );
    }

    /// <summary>One room after the other; in each, one member after the other.</summary>
    private void Send(Crowd crowd, string[] rooms, int members)
    {
        var number = sentAt.Count;
        var room = number % rooms.Length;
        var sender = crowd.Sockets[room * members + number / rooms.Length % members];
        sentAt.Add(Stopwatch.GetTimestamp());
        sender.Invoke(number, "SendMessage", $"\"{rooms[room]}\",\"{run}-{number}\",{{\"body\":\"{number}{Words}\"}}");
    }

    private void Take(HubSocket socket, ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("{\"type\":3"u8))
        {
            var failed = message.IndexOf("\"error\":"u8) >= 0;
            var number = NumberAfter(message, "\"invocationId\":\""u8);
            answered++;
            if (number >= firstOfStep && !failed)
                answers.Add(Since(number));
            if (!failed)
                return;
            refused++;
            firstRefusal ??= Encoding.UTF8.GetString(message);
        }
        else if (message.IndexOf("\"body\":\""u8) is > 0 and var body)
        {
            deliveries++;
            if (Utf8Parser.TryParse(message[(body + 8)..], out int number, out _) && number >= firstOfStep)
                latencies.Add(Since(number));
        }
    }

    private int Since(int number) => (int)Stopwatch.GetElapsedTime(sentAt[number]).TotalMicroseconds;

    private static int NumberAfter(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name) =>
        Utf8Parser.TryParse(message[(message.IndexOf(name) + name.Length)..], out int number, out _)
            ? number
            : throw new InvalidDataException($"No number in {Encoding.UTF8.GetString(message)}");
}
