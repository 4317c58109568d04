using System.Diagnostics;
using System.Net.Sockets;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Clients;
using Academy.Processes.Servers;
using Academy.Testing;
using Academy.Testing.Histories;
using Xunit.Abstractions;

namespace Academy.Processes.Fuzz;

/// <summary>
/// Hostile frames: no end of the process, no error in its log, its memory bounded, and other clients unharmed.
/// </summary>
public sealed class FrameFuzzTests(ITestOutputHelper output)
{
    private const int Workers = 8;
    private const int GrowthMax = 200;
    private const string MessagePack = "messagepack handshake";

    /// <summary>
    /// Who hears nothing for so long has not been closed: the server found nothing wrong, or waits for more.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(Size.IsFull ? 150 : 60);

    /// <summary>
    /// Attacks that the WebSocket layer itself has to answer, and how; 1000 where SignalR objects to the content first.
    /// </summary>
    private static readonly Dictionary<string, int[]> MustClose = new(StringComparer.Ordinal)
    {
        ["reserved bits"] = [1002],
        ["reserved opcode"] = [1002],
        ["unmasked"] = [1002],
        ["continuation of nothing"] = [1002],
        ["text within text"] = [1002, 1000],
        ["long control frame"] = [1002],
        ["fragmented control frame"] = [1002],
        ["claims to be negative"] = [1002],
    };

    private readonly SortedDictionary<string, Dictionary<string, int>> endings = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];

    [Fact]
    public async Task Whatever_comes_over_the_socket_the_server_goes_on_and_others_notice_nothing()
    {
        var count = Size.Of(always: 2_000, full: 100_000, "ACADEMY_FRAMES");
        output.WriteLine($"ACADEMY_SEED={Size.Seed}, {count} attacks");
        var database = await TestPostgres.NewDatabaseAsync();
        Person attacker,
            learner;
        TestCourse course;
        Guid enrollment;
        await using (var prepared = await AcademyServer.StartAsync($"--ConnectionStrings:Academy={database}"))
        {
            course = await prepared.CourseAsync(await prepared.SignInAsync(Role.Instructor), new int[60]);
            (attacker, learner) = (await prepared.SignInAsync(), await prepared.SignInAsync());
            enrollment = await learner.EnrollAsync(course);
        }
        await using var server = await AcademyProcess.Start(database);
        var view = new StreamView(new History(), "learner", $"user:{learner.Id}");
        await using var watcher = new Watcher(
            new Doors(0, () => server.Address),
            () => learner.AccessToken,
            view
        ).Start();
        await Within.Holds(() => view.Snapshots == 1, () => "the well-behaved client has no snapshot");
        await AttackAsync(server, attacker, 0, count / Workers / 10);
        var before = server.ResidentMegabytes;

        var started = Stopwatch.GetTimestamp();
        using var over = new CancellationTokenSource();
        var work = CompleteAsync(server, learner, enrollment, course, over.Token);
        await Task.WhenAll(
            Enumerable
                .Range(1, Workers)
                .Select(worker => Task.Run(() => AttackAsync(server, attacker, worker, count / Workers)))
        );
        var elapsed = Stopwatch.GetElapsedTime(started);
        await over.CancelAsync();
        var last = await work;
        await Within.Holds(() => view.Seq >= last, () => $"the well-behaved client is at {view.Seq} of {last}");

        foreach (var (name, how) in endings)
        {
            var counts = how.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}");
            output.WriteLine($"{name.PadRight(26)} {string.Join(", ", counts)}");
        }
        output.WriteLine(
            $"{count / elapsed.TotalSeconds:0} attacks/s; {before} MB, {server.ResidentMegabytes} MB at the "
                + $"end; {last} events delivered to others meanwhile"
        );
        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults.Take(15))}");
        Assert.False(server.HasExited, server.LastWords);
        Assert.True(
            server.Errors.Count == 0,
            $"{server.Errors.Count} errors in the log:\n{string.Join('\n', server.Errors.Take(5))}"
        );
        Assert.True(
            server.ResidentMegabytes - before < GrowthMax,
            $"Memory grew from {before} to {server.ResidentMegabytes} MB."
        );
        Assert.Equal(1, watcher.Connections);
    }

    private async Task AttackAsync(AcademyProcess server, Person attacker, int worker, int count)
    {
        var random = new Random(Size.Seed + worker);
        var frames = new Frames(random, $"user:{attacker.Id}");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(30));
        for (var i = 0; i < count; i++)
        {
            var (name, attack) = random.Next(12) == 0 ? ("mutated upgrade", []) : frames.Next();
            Func<byte[], byte[]>? mutate =
                name == "mutated upgrade" ? bytes => NaughtyText.Mutate(random, bytes) : null;
            using var upgrade = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            upgrade.CancelAfter(mutate is null ? TimeSpan.FromSeconds(30) : Silence);
            await using var socket = await RawSocket.Connect(
                server.Address,
                attacker.AccessToken,
                mutate,
                upgrade.Token
            );
            if (socket is null)
            {
                Take(name, "not upgraded", mutate is null ? "was not let in" : null);
                continue;
            }
            try
            {
                foreach (var bytes in attack)
                    await socket.Send(bytes, patience.Token);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // Closed while it was still talking.
            }
            var mustEnd = MustClose.ContainsKey(name) || name == MessagePack;
            var (code, ended, said) = await socket.ReadToEnd(mustEnd ? Within.Limit : Silence, patience.Token);
            var wrong =
                MustClose.TryGetValue(name, out var codes) && (!ended || (code != 0 && !codes.Contains(code)))
                    ? $"{name}: {(ended ? $"closed with {code}" : "not closed")}, wanted {string.Join(" or ", codes)}"
                : name == MessagePack && !said.Contains("messagepack", StringComparison.Ordinal)
                    ? $"{name}: told '{said}'"
                : null;
            Take(
                name,
                ended
                    ? code == 0
                        ? "torn down"
                        : $"{code}"
                    : "open",
                wrong
            );
        }
    }

    /// <summary>Somebody works meanwhile.</summary>
    /// <returns>The last number of their stream.</returns>
    private static async Task<long> CompleteAsync(
        AcademyProcess server,
        Person learner,
        Guid enrollment,
        TestCourse course,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient
        {
            BaseAddress = server.Address,
            DefaultRequestHeaders = { Authorization = new("Bearer", learner.AccessToken) },
        };
        var last = 0L;
        foreach (var module in course.Modules)
        {
            using var answer = await http.SendJsonAsync(
                HttpMethod.Post,
                $"/api/v1/progress/mark-completed/{enrollment}/{module.Id}",
                key: $"{module.Id}"
            );
            last = (await answer.ShouldBeAsync(200)).GetProperty("seq").GetInt64();
            if (!cancellationToken.IsCancellationRequested)
                await Task.Delay(50, CancellationToken.None);
        }
        return last;
    }

    private void Take(string name, string ending, string? fault)
    {
        lock (faults)
        {
            if (!endings.TryGetValue(name, out var how))
                endings[name] = how = new(StringComparer.Ordinal);
            how[ending] = how.GetValueOrDefault(ending) + 1;
            if (fault is not null)
                faults.Add(fault);
        }
    }
}
