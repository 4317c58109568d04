using System.Diagnostics;
using System.Net;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.LocalPostgres;
using Academy.Testing;

namespace Academy.Api.Tests.Composition;

/// <summary>The database goes away and comes back under a running server.</summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class OutageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Without_its_database_the_server_says_503_and_recovers_when_it_is_back()
    {
        var directory = TestPostgres.NewDirectory();
        var postgres = await TestPostgres.StartOwnAsync(directory);
        await using var server = await AcademyServer.StartAsync(
            $"--ConnectionStrings:Academy={postgres.ConnectionString}"
        );
        var course = await server.CourseAsync(await server.SignInAsync(Role.Instructor), 0, 0);
        var learner = await server.SignInAsync();
        var enrollment = await learner.EnrollAsync(course);
        var done = await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}", null, 200);

        await postgres.StopAsync(CancellationToken.None);
        foreach (
            var (method, path, body) in new (HttpMethod, string, object?)[]
            {
                (HttpMethod.Post, $"/api/v1/progress/mark-completed/{enrollment}/{course.Modules[1].Id}", null),
                (HttpMethod.Get, "/api/v1/courses", null),
                (
                    HttpMethod.Post,
                    "/api/v1/auth/register",
                    new
                    {
                        email = "late@academy.test",
                        password = "long enough 1",
                        displayName = "Late",
                    }
                ),
            }
        )
        {
            using var answer = await learner.Http.SendJsonAsync(method, path, body, key: path);
            var problem = await answer.ShouldBeAsync(503);
            Assert.StartsWith("service.", problem.Text("code"), StringComparison.Ordinal);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, $"{path} has no Retry-After");
            Assert.DoesNotContain("127.0.0.1", problem.ToString(), StringComparison.Ordinal);
        }
        using (var ready = await server.Http.GetAsync("/health/ready"))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using (var live = await server.Http.GetAsync("/health/live"))
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        await using var again = new RestartedPostgres(await TestPostgres.StartOwnAsync(directory));
        Assert.Equal(postgres.ConnectionString, again.Postgres.ConnectionString);
        await EventuallyAsync(learner, $"/api/v1/progress/mark-completed/{enrollment}/{course.Modules[1].Id}");
        var progress = await learner.GetAsync($"/progress/course/{enrollment}");
        Assert.Equal(100, progress.Number("percent"));
        Assert.Equal(done.Text("completedAt"), progress.GetProperty("modules")[0].Text("completedAt"));
    }

    private static async Task EventuallyAsync(Person learner, string path)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var answer = await learner.Http.SendJsonAsync(HttpMethod.Post, path, key: path);
            if (answer.IsSuccessStatusCode)
                return;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(
                Stopwatch.GetElapsedTime(started) < Patience,
                $"not back within {Patience.TotalSeconds} s: {await answer.Content.ReadAsStringAsync()}"
            );
            await Task.Delay(100);
        }
    }

    private sealed class RestartedPostgres(PostgresServer postgres) : IAsyncDisposable
    {
        public PostgresServer Postgres => postgres;

        public async ValueTask DisposeAsync() => await postgres.StopAsync(CancellationToken.None);
    }
}
