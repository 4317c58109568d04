using System.Net;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Clients;
using Academy.Testing.Histories;

namespace Academy.Processes.Clocks;

/// <summary>The wall clock jumps: what is due by the calendar is right, and nothing else notices.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly JumpingClock clock = new();
    private AcademyServer server = null!;
    private TestCourse course = null!;
    private Person learner = null!;
    private Guid enrollment;
    private int completed;

    public async Task InitializeAsync()
    {
        server = await AcademyServer.StartAsync(clock);
        course = await server.CourseAsync(await server.SignInAsync(Role.Instructor), new int[20]);
        learner = await server.SignInAsync();
        enrollment = await learner.EnrollAsync(course);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Numbers_follow_the_commands_whatever_the_clock_says_in_between()
    {
        long last = 0;
        var times = new List<DateTimeOffset>();
        foreach (var jump in (double[])[0, +1, -2, +0.5, -24, +48])
        {
            clock.Jump(TimeSpan.FromHours(jump));
            learner = await server.SignInAsync(learner.Email, learner.Password);
            var answer = await CompleteAsync();
            Assert.True(answer.GetProperty("seq").GetInt64() > last);
            last = answer.GetProperty("seq").GetInt64();
            times.Add(answer.GetProperty("completedAt").GetDateTimeOffset());
        }
        Assert.NotEqual(times.Order(), times);
        var progress = await learner.GetAsync($"/progress/course/{enrollment}");
        Assert.Equal(6, progress.Number("completedModules"));
    }

    [Fact]
    public async Task Ids_stay_unique_and_lists_stay_whole_when_the_clock_goes_back()
    {
        var instructor = await server.SignInAsync(Role.Instructor);
        var made = new List<Guid>();
        foreach (var jump in (int[])[0, -60, +30, -90, +120])
        {
            clock.Jump(TimeSpan.FromMinutes(jump));
            instructor = await server.SignInAsync(instructor.Email, instructor.Password);
            for (var i = 0; i < 3; i++)
                made.Add((await instructor.PostAsync("/courses", Academies.NewCourse(), 201)).Id());
        }
        var listed = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await instructor.GetAsync($"/instructor/courses?limit=2&cursor={cursor}");
            listed.AddRange(page.Items().Select(item => item.Id()));
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        Assert.Equal(made.Order(), listed.Order());
    }

    [Fact]
    public async Task An_access_token_ends_by_the_clock_and_a_refresh_token_brings_a_new_one()
    {
        await learner.GetAsync("/me");
        clock.Jump(TimeSpan.FromHours(1));
        await learner.GetAsync("/me", 401);
        using var refreshed = await server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/refresh",
            new { refreshToken = learner.RefreshToken }
        );
        var fresh = new Person(server, await refreshed.ShouldBeAsync(200), learner.Email, learner.Password);
        await fresh.GetAsync("/me");
        clock.Jump(TimeSpan.FromHours(-1));
        await learner.GetAsync("/me");
    }

    [Fact]
    public async Task Watchers_keep_their_streams_when_the_clock_jumps()
    {
        var view = new StreamView(new History(), "learner", $"user:{learner.Id}");
        await using var watcher = new Watcher(
            new Doors(0, () => server.Address),
            () => learner.AccessToken,
            view
        ).Start();
        await Within.Holds(() => view.Snapshots == 1, () => "no snapshot");
        foreach (var jump in (int[])[+60, -120, +60])
        {
            clock.Jump(TimeSpan.FromMinutes(jump));
            learner = await server.SignInAsync(learner.Email, learner.Password);
            var seq = (await CompleteAsync()).GetProperty("seq").GetInt64();
            await Within.Holds(
                () => view.Seq >= seq,
                () => $"after a jump of {jump} minutes the client is at {view.Seq} of {seq}"
            );
        }
        Assert.Equal(1, watcher.Connections);
    }

    /// <summary>Days are days in UTC: midnights and summer times elsewhere change nothing.</summary>
    [Theory]
    [InlineData("2028-02-28T23:59:59Z", "2028-02-29T00:00:01Z", 2)] // a leap day begins
    [InlineData("2028-02-29T23:59:59Z", "2028-03-01T00:00:01Z", 2)] // and ends
    [InlineData("2027-02-28T12:00:00Z", "2027-03-01T12:00:00Z", 2)] // there is none
    [InlineData("2026-12-31T23:59:59Z", "2027-01-01T00:00:01Z", 2)] // a year ends
    [InlineData("2027-06-01T09:59:59Z", "2027-06-01T10:00:01Z", 1)] // midnight in Kiritimati
    [InlineData("2027-06-01T18:29:59Z", "2027-06-01T18:30:01Z", 1)] // in Kolkata
    [InlineData("2027-06-01T03:59:59Z", "2027-06-01T04:00:01Z", 1)] // in New York
    [InlineData("2027-06-01T21:59:59Z", "2027-06-01T22:00:01Z", 1)] // in Berlin
    [InlineData("2027-03-28T00:59:59Z", "2027-03-28T01:00:01Z", 1)] // Europe's summer time begins
    [InlineData("2027-10-30T23:30:00Z", "2027-10-31T01:00:01Z", 2)] // and ends
    [InlineData("2027-06-01T12:00:00Z", "2027-06-03T00:00:01Z", 1)] // a day was left out
    public async Task A_streak_counts_days_in_UTC(string first, string second, int streak)
    {
        foreach (var time in (string[])[first, second])
        {
            clock.JumpTo(DateTimeOffset.Parse(time, null));
            learner = await server.SignInAsync(learner.Email, learner.Password);
            await CompleteAsync();
        }
        var game = await learner.GetAsync("/gamification/me");
        Assert.Equal(streak, game.GetProperty("streak").Number("current"));
    }

    [Fact]
    public async Task A_window_of_requests_opens_again_whichever_way_the_clock_jumps()
    {
        await using var limited = await AcademyServer.StartAsync(
            clock,
            "--RateLimiting:Enabled=true",
            "--RateLimiting:Anonymous:Requests=5"
        );
        foreach (var jump in (int[])[0, +60, -120])
        {
            clock.Jump(TimeSpan.FromMinutes(jump));
            HttpStatusCode status;
            var asked = 0;
            do
            {
                using var answer = await limited.Http.GetAsync(new Uri("/api/v1/courses", UriKind.Relative));
                status = answer.StatusCode;
                if (status == HttpStatusCode.TooManyRequests)
                    Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            } while (++asked < 30 && status == HttpStatusCode.OK);
            Assert.Equal(HttpStatusCode.TooManyRequests, status);
            Assert.True(asked > 5, $"after a jump of {jump} minutes only {asked} requests were let in");
        }
    }

    private Task<JsonElement> CompleteAsync() =>
        learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[completed++].Id}", null, 200);
}
