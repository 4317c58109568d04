using System.Diagnostics;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Xunit.Abstractions;

namespace Academy.Api.Tests.Traffic;

/// <summary>
/// More commands than the journal's queue takes: the rest is refused at once, in words that a client understands.
/// </summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int Room = 8;
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Three_times_as_many_as_there_is_room_for_are_served_or_refused_at_once_until_they_stop()
    {
        await using var server = await AcademyServer.StartAsync(
            "--Journal:Writers=1",
            $"--Journal:QueueMax={Room}",
            "--Learning:TimeSpentAhead=1.00:00:00"
        );
        var course = await server.CourseAsync(await server.SignInAsync(Role.Instructor), 0);
        var learners = new Worker[3 * Room];
        for (var i = 0; i < learners.Length; i++)
        {
            var person = await server.SignInAsync();
            var start = new { enrollmentId = await person.EnrollAsync(course), moduleId = course.Modules[0].Id };
            learners[i] = new Worker(person, (await person.PostAsync("/progress", start, 201)).Id());
        }

        var calm = await WorkAsync(learners.Take(Room / 2));
        var overloaded = await WorkAsync(learners);
        output.WriteLine(
            $"{calm.Served} served with room, {overloaded.Served} served and {overloaded.Refused} refused "
                + $"without; slowest {overloaded.Slowest}"
        );
        Assert.True(overloaded.Refused > 0, "Nobody was refused: the test does not overload anything.");
        Assert.True(
            overloaded.Served > calm.Served / 4,
            $"{calm.Served} were served with room, only {overloaded.Served} without."
        );
        Assert.True(overloaded.Slowest < TimeSpan.FromSeconds(10), $"Somebody waited {overloaded.Slowest}.");

        foreach (var learner in learners)
            await learner.Verify();
    }

    private static async Task<(int Served, int Refused, TimeSpan Slowest)> WorkAsync(IEnumerable<Worker> workers)
    {
        var until = Stopwatch.GetTimestamp() + (long)(Phase.TotalSeconds * Stopwatch.Frequency);
        var results = await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.WorkAsync(until))));
        return (results.Sum(r => r.Served), results.Sum(r => r.Refused), results.Max(r => r.Slowest));
    }

    /// <summary>
    /// Somebody who says a second at a time how long they have been learning, and does not wait when refused.
    /// </summary>
    private sealed class Worker(Person person, Guid record)
    {
        private int acknowledged;

        public async Task<(int Served, int Refused, TimeSpan Slowest)> WorkAsync(long until)
        {
            var (served, refused, slowest) = (0, 0, TimeSpan.Zero);
            while (Stopwatch.GetTimestamp() < until)
            {
                var sent = Stopwatch.GetTimestamp();
                using var answer = await person.Http.SendJsonAsync(
                    HttpMethod.Patch,
                    $"/api/v1/progress/{record}",
                    new { secondsSpent = 1 }
                );
                var took = Stopwatch.GetElapsedTime(sent);
                slowest = took > slowest ? took : slowest;
                if (answer.IsSuccessStatusCode)
                {
                    served++;
                    continue;
                }
                refused++;
                await answer.ShouldBeProblemAsync(503, "service.overloaded");
                Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, "A refusal says when to come again.");
            }
            acknowledged += served;
            return (served, refused, slowest);
        }

        /// <summary>
        /// It is over: the next one is served. What was acknowledged is there, what was refused is not.
        /// </summary>
        public async Task Verify() =>
            Assert.Equal(
                acknowledged + 1,
                (await person.PatchAsync($"/progress/{record}", new { secondsSpent = 1 })).Number("secondsSpent")
            );
    }
}
