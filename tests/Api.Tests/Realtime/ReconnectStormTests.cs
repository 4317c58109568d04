using System.Diagnostics;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Xunit.Abstractions;

namespace Academy.Api.Tests.Realtime;

/// <summary>Everybody's connection is gone at once and everybody comes back. The full size is in bench/Load.</summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class ReconnectStormTests(ITestOutputHelper output)
{
    private const int Learners = 50;
    private const int SocketsEach = 6;

    [Fact]
    public async Task A_crowd_that_comes_back_is_answered_from_memory_and_after_a_restart_by_a_read_or_two_per_grain()
    {
        string database;
        Crowd crowd;
        await using (var server = await AcademyServer.StartAsync())
        {
            database = server.Database;
            crowd = await Crowd.Gather(server);
            await crowd.Connect(server.Address, "snapshot");

            crowd.Drop();
            await crowd.CompleteOneEach();
            using var reads = new DatabaseReads(database);
            await reads.Settle();
            var (before, began) = (reads.Count, Stopwatch.GetTimestamp());
            await crowd.Connect(server.Address, "resumed");
            var (counted, took) = (reads.Count - before, Stopwatch.GetElapsedTime(began));
            output.WriteLine(
                $"{Learners * SocketsEach} sockets back after {took.TotalSeconds:F1} s with {counted} reads"
            );
            Assert.InRange(counted, 0, Learners * SocketsEach / 100 + SweepsWithin(took));
            crowd.Drop();
            await crowd.CompleteOneEach();
        }

        await using var restarted = await AcademyServer.StartAsync($"--ConnectionStrings:Academy={database}");
        using (var reads = new DatabaseReads(database))
        {
            await reads.Settle();
            var (before, began) = (reads.Count, Stopwatch.GetTimestamp());
            await crowd.Connect(restarted.Address, "resumed");
            var (counted, took) = (reads.Count - before, Stopwatch.GetElapsedTime(began));
            output.WriteLine(
                $"after a restart after {took.TotalSeconds:F1} s with {counted} reads for {Learners} grains"
            );
            // Of each learner's stream: its load, and what its sockets missed, read once for all of them. And who of
            // the crowd has drafts, asked for many at a time.
            Assert.InRange(counted, Learners, 2 * Learners + Learners / 4 + SweepsWithin(took));
        }
        crowd.Drop();
    }

    /// <summary>Looks at feeds and the outbox, which go on whoever comes.</summary>
    private static int SweepsWithin(TimeSpan time) => 4 * (1 + (int)time.TotalSeconds);

    private sealed class Crowd(TestCourse course, Person[] people, Guid[] enrollments)
    {
        private readonly HubClient?[] clients = new HubClient?[Learners * SocketsEach];
        private readonly (string Epoch, long Seq)?[] positions = new (string, long)?[Learners * SocketsEach];
        private int completed;

        public static async Task<Crowd> Gather(AcademyServer server)
        {
            var course = await server.CourseAsync(await server.SignInAsync(Role.Instructor), 0, 0);
            var people = await Task.WhenAll(Enumerable.Range(0, Learners).Select(_ => server.SignInAsync()));
            return new(course, people, await Task.WhenAll(people.Select(person => person.EnrollAsync(course))));
        }

        /// <summary>All at once, each from where they were; every answer has exactly what was missed.</summary>
        public Task Connect(Uri server, string verdict) =>
            Task.WhenAll(
                clients.Select(
                    async (_, i) =>
                    {
                        var person = people[i % Learners];
                        var client = clients[i] = await HubClient.Connect(server, $"access_token={person.AccessToken}");
                        var answer = await client.Subscribe($"user:{person.Id}", positions[i]);
                        Assert.Equal(verdict, answer.Text("verdict"));
                        var seq = answer.GetProperty("seq").GetInt64();
                        if (positions[i] is { } before)
                        {
                            Assert.Equal(before.Epoch, answer.Text("epoch"));
                            Assert.True(seq > before.Seq, "Nothing was missed: the test tests nothing.");
                            Assert.Equal(
                                Enumerable.Range(1, (int)(seq - before.Seq)).Select(n => before.Seq + n),
                                answer
                                    .GetProperty("events")
                                    .EnumerateArray()
                                    .Select(e => e.GetProperty("seq").GetInt64())
                            );
                        }
                        positions[i] = (answer.Text("epoch"), seq);
                    }
                )
            );

        public void Drop()
        {
            foreach (var client in clients)
                client!.Abort();
        }

        public async Task CompleteOneEach()
        {
            var module = course.Modules[completed++].Id;
            await Task.WhenAll(
                people.Select(
                    (person, i) => person.PostAsync($"/progress/mark-completed/{enrollments[i]}/{module}", null, 200)
                )
            );
        }
    }
}
