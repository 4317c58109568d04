using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace Academy.Api.Tests.Realtime;

/// <summary>
/// The promise of the whole: what was acknowledged is there after a kill -9, once; whoever watched goes on where he was.
/// </summary>
public sealed class KilledServerTests(ITestOutputHelper output)
{
    private const int Rounds = 3;
    private const int Learners = 8;
    private const int ModulesPerRound = 40;
    private const int AcknowledgedBeforeKill = 100;

    [Fact]
    public async Task A_kill_loses_nothing_acknowledged_and_doubles_nothing()
    {
        string database, course;
        string[] modules;
        Pupil[] pupils;
        await using (var server = await AcademyServer.StartAsync())
        {
            database = server.Database;
            (course, modules, pupils) = await Prepare(server);
        }

        for (var round = 0; round < Rounds; round++)
        {
            await using var process = await AcademyProcess.Start(database);
            foreach (var pupil in pupils)
                await pupil.Connect(process.Address);
            await CompleteUntilKilled(process, pupils, modules.AsMemory(round * ModulesPerRound, ModulesPerRound));
        }

        await using var last = await AcademyProcess.Start(database);
        foreach (var pupil in pupils)
        {
            await pupil.Connect(last.Address);
            await pupil.RepeatUnanswered();
            await pupil.CatchUp();
            pupil.Verify();
            Assert.Empty(pupil.Acknowledged.Except(await pupil.CompletedOf(course)));
        }
        var acknowledged = pupils.Sum(pupil => pupil.Acknowledged.Count);
        var (found, twice, holes) = await Audit(database);
        output.WriteLine($"{acknowledged} acknowledged, {found} found, {twice} twice, {holes} streams with holes, {Rounds} kills");
        Assert.Equal((acknowledged, 0, 0), (found, twice, holes));
    }

    private static async Task<(string Course, string[] Modules, Pupil[] Pupils)> Prepare(AcademyServer server)
    {
        var course = await server.CourseAsync(
            await server.SignInAsync(Academy.Accounts.Role.Instructor), new int[Rounds * ModulesPerRound]);
        var pupils = new Pupil[Learners];
        for (var i = 0; i < pupils.Length; i++)
        {
            var person = await server.SignInAsync();
            pupils[i] = new Pupil(person, await person.EnrollAsync(course));
        }
        return (course.Id.ToString(), [.. course.Modules.Select(module => module.Id.ToString())], pupils);
    }

    private static async Task CompleteUntilKilled(AcademyProcess process, Pupil[] pupils, ReadOnlyMemory<string> modules)
    {
        var enough = new TaskCompletionSource();
        var acknowledged = 0;
        var work = pupils.Select(pupil => Task.Run(async () =>
        {
            for (var i = 0; i < modules.Length && await pupil.Complete(modules.Span[i]); i++)
            {
                if (Interlocked.Increment(ref acknowledged) == AcknowledgedBeforeKill)
                    enough.SetResult();
            }
        })).ToArray();
        await Within.Time(enough.Task, $"{AcknowledgedBeforeKill} acknowledgements (there are {acknowledged})");
        await process.Kill();
        await Within.Time(Task.WhenAll(work), "the clients of a dead server");
        Assert.True(acknowledged < pupils.Length * modules.Length, "The kill came after the load: it proves nothing.");
    }

    /// <summary>Reads the journal itself.</summary>
    private static async Task<(int Found, int Twice, int Holes)> Audit(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            with completions as (
                select stream, data->>'moduleId' as module, count(*) as times
                from events where type = 'progress.module-completed' group by 1, 2)
            select (select count(*) from completions),
                   (select count(*) from completions where times > 1),
                   (select count(*) from (select 1 from events group by stream having max(seq) <> count(*) or min(seq) <> 1) holes)
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return ((int)reader.GetInt64(0), (int)reader.GetInt64(1), (int)reader.GetInt64(2));
    }

    /// <summary>A learner who writes down every acknowledgement, and watches his own stream across all kills.</summary>
    private sealed class Pupil(Person person, Guid enrollment)
    {
        private readonly List<(long Seq, string? Module)> events = [];
        private readonly HashSet<string> unanswered = [];
        private HttpClient http = new();
        private HubClient? socket;
        private string epoch = "";
        private long position;

        public HashSet<string> Acknowledged { get; } = [];

        public async Task Connect(Uri server)
        {
            if (socket is not null)
            {
                await Drain();
                await socket.DisposeAsync();
            }
            http = new HttpClient { BaseAddress = server };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", person.AccessToken);
            socket = await HubClient.Connect(server, $"access_token={person.AccessToken}");
            var answer = await socket.Subscribe($"user:{person.Id}", epoch.Length > 0 ? (epoch, position) : null);
            if (epoch.Length == 0)
            {
                Assert.Equal("snapshot", answer.Text("verdict"));
                (epoch, position) = (answer.Text("epoch"), answer.GetProperty("seq").GetInt64());
                return;
            }
            Assert.Equal("resumed", answer.Text("verdict"));
            Assert.Equal(epoch, answer.Text("epoch"));
            foreach (var e in answer.GetProperty("events").EnumerateArray())
                Take(e);
        }

        /// <summary>False when no answer came: nobody knows.</summary>
        public async Task<bool> Complete(string module)
        {
            try
            {
                using var answer = await http.SendJsonAsync(
                    HttpMethod.Post, $"/api/v1/progress/mark-completed/{enrollment}/{module}", key: $"complete-{module}");
                await answer.ShouldBeAsync(200);
                unanswered.Remove(module);
                Assert.True(Acknowledged.Add(module));
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                unanswered.Add(module);
                return false;
            }
        }

        /// <summary>The same command with the same key: done now, or done then.</summary>
        public async Task RepeatUnanswered()
        {
            foreach (var module in unanswered.ToArray())
                Assert.True(await Complete(module), "A living server did not answer.");
        }

        public async Task CatchUp()
        {
            while (Acknowledged.Except(events.Select(e => e.Module)).Any())
                Take((await socket!.Next()).Argument);
        }

        /// <summary>Numbers without a hole, and each completion once.</summary>
        public void Verify()
        {
            var first = events.Count > 0 ? events[0].Seq : 0;
            Assert.Equal(Enumerable.Range(0, events.Count).Select(i => first + i), events.Select(e => e.Seq));
            var completions = events.Where(e => e.Module is not null).Select(e => e.Module!).ToArray();
            Assert.Equal(completions.Distinct().Count(), completions.Length);
            Assert.Equal(Acknowledged.Order(), completions.Order());
        }

        public async Task<IEnumerable<string>> CompletedOf(string course)
        {
            using var answer = await http.GetAsync(new Uri($"/api/v1/progress/course/{enrollment}", UriKind.Relative));
            var progress = await answer.ShouldBeAsync(200);
            Assert.Equal(course, progress.Text("courseId"));
            return progress.GetProperty("modules").EnumerateArray()
                .Where(module => module.GetProperty("completed").GetBoolean()).Select(module => module.Text("moduleId"));
        }

        /// <summary>What the dead server had pushed.</summary>
        private async Task Drain()
        {
            await Within.Time(socket!.Closed, "the end of a dead server's socket");
            while (socket.HasPush)
                Take((await socket.Next()).Argument);
        }

        private void Take(JsonElement e)
        {
            var seq = e.GetProperty("seq").GetInt64();
            Assert.Equal(position + 1, seq);
            position = seq;
            events.Add((seq, e.Text("type") == "progress.module-completed" ? e.GetProperty("data").Text("moduleId") : null));
        }
    }
}
