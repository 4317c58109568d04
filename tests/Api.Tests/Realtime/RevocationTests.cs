using System.Buffers.Text;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Authentication;
using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Commands;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Academy.Api.Tests.Realtime;

/// <summary>A session, a role or a membership that ends, ends what it allowed, now.</summary>
[Collection(OnSharedServer.Name)]
public sealed class RevocationTests(SharedServer shared)
{
    private const int SessionsMax = 50;

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task After_logging_out_the_access_token_is_refused_at_the_next_call()
    {
        var learner = await Server.SignInAsync();
        var elsewhere = await Server.SignInAsync(learner.Email, learner.Password);
        await learner.GetAsync("/me");

        await learner.PostAsync("/auth/logout", new { refreshToken = learner.RefreshToken }, 204);

        await learner.GetAsync("/me", 401);
        await elsewhere.GetAsync("/me");
        using var hub = await Server.Http.GetAsync(
            new Uri($"/hub?access_token={learner.AccessToken}", UriKind.Relative)
        );
        await hub.ShouldBeAsync(401);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_ends_subscriptions_and_tokens()
    {
        var course = await Server.CourseAsync(await Server.SignInAsync(Role.Instructor), 0, 0);
        var demoted = await Server.SignInAsync(Role.Admin);
        var admin = await Server.SignInAsync(Role.Admin);
        var learner = await Server.SignInAsync();
        var enrollment = await learner.EnrollAsync(course);
        await using var open = await HubClient.Connect(Server.Address, $"access_token={demoted.AccessToken}");
        await using var witness = await HubClient.Connect(Server.Address, $"access_token={admin.AccessToken}");
        await open.Subscribe($"course:{course.Id}");
        await open.Subscribe($"user:{demoted.Id}");
        await open.Until("Signal", "chat.drafts");
        await witness.Subscribe($"course:{course.Id}");
        await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}", null, 200);
        Assert.Equal("course.activity", (await open.Next()).Argument.Text("type"));
        Assert.Equal("course.activity", (await witness.Next()).Argument.Text("type"));

        var account = Server
            .Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IAccountGrain>(GrainKey.Of(OrganizationId.Default, demoted.Id));
        Assert.True((await account.AssignRole(Role.Student)).Accepted);

        var ended = new[] { await open.Next(), await open.Next() };
        Assert.All(ended, e =>
            Assert.Equal(("Ended", StreamRefusals.AccessChanged), (e.Target, e.Argument.Text("reason")))
        );
        Assert.Equal(
            new[] { $"course:{course.Id}", $"user:{demoted.Id}" }.Order(),
            ended.Select(e => e.Argument.Text("stream")).Order()
        );
        await demoted.GetAsync("/me", 401);
        await demoted.PostAsync("/courses", Academies.NewCourse(), 401);

        // The same socket goes on with the new role: its own stream is still its own, the course is not.
        Assert.Equal("refused", (await open.Subscribe($"course:{course.Id}")).Text("verdict"));
        Assert.Equal("snapshot", (await open.Subscribe($"user:{demoted.Id}")).Text("verdict"));
        await open.Until("Signal", "chat.drafts");
        await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[1].Id}", null, 200);
        Assert.Equal("course.activity", (await witness.Next()).Argument.Text("type"));
        await open.Invoke("Unsubscribe", "none"); // An answer that comes after it shows that nothing came.
        Assert.False(open.HasPush);

        // Whoever refreshes their token goes on as what they are now.
        using var refreshed = await Server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/refresh",
            new { refreshToken = demoted.RefreshToken }
        );
        Assert.Equal("student", (await refreshed.ShouldBeAsync(200)).GetProperty("user").Text("role"));
    }

    [Fact]
    public async Task A_session_that_ended_by_one_sign_in_too_many_is_over_everywhere()
    {
        var first = await Server.SignInAsync();
        await using var socket = await HubClient.Connect(Server.Address, $"access_token={first.AccessToken}");
        await socket.Subscribe($"user:{first.Id}");
        for (var i = 0; i < SessionsMax; i++)
            await Server.SignInAsync(first.Email, first.Password);

        Assert.Equal(
            CloseReasons.SessionEnded,
            await Within.Time(socket.Closed, "the end of the oldest session's socket")
        );
        await first.GetAsync("/me", 401);
    }

    [Fact]
    public async Task What_was_revoked_before_a_restart_stays_revoked()
    {
        Person ended,
            open;
        string database;
        await using (var server = await AcademyServer.StartAsync())
        {
            database = server.Database;
            ended = await server.SignInAsync();
            open = await server.SignInAsync(ended.Email, ended.Password);
            await ended.PostAsync("/auth/logout", new { refreshToken = ended.RefreshToken }, 204);
        }
        await using var restarted = await AcademyServer.StartAsync($"--ConnectionStrings:Academy={database}");
        await Within.Holds(
            () => restarted.Services.GetRequiredService<RevokedAccess>().HasEnded(SessionOf(ended)),
            () => "the session's end is not known after the restart"
        );
        await Me(restarted, ended, 401);
        await Me(restarted, open, 200);
    }

    [Fact]
    public async Task A_session_s_end_is_on_the_log_when_it_is_answered()
    {
        var learner = await Server.SignInAsync();
        await learner.PostAsync("/auth/logout", new { refreshToken = learner.RefreshToken }, 204);

        var page = await Server.Services.GetRequiredService<IRevocationLog>().After(0, CancellationToken.None);
        Assert.Contains(page.Revocations, revocation => revocation.Session == SessionOf(learner));
    }

    [Fact]
    public async Task A_node_that_cannot_know_what_was_revoked_lets_nobody_in()
    {
        await using var server = await AcademyServer.StartAsync();
        var learner = await server.SignInAsync();
        await using var socket = await HubClient.Connect(server.Address, $"access_token={learner.AccessToken}");
        var freshness = server.Services.GetRequiredService<RevocationFreshness>();
        freshness.Begin(); // And nobody confirms it.
        await Within.Holds(() => !freshness.Holds, () => "it still holds");

        using (var refused = await learner.Http.GetAsync(new Uri("/api/v1/me", UriKind.Relative)))
            await refused.ShouldBeProblemAsync(503, "service.unavailable");

        freshness.Confirm(TimeProvider.System.GetTimestamp());
        await learner.GetAsync("/me");
        Assert.Equal("snapshot", (await socket.Subscribe($"user:{learner.Id}")).Text("verdict"));
    }

    [Fact]
    public async Task Who_asks_at_a_bad_moment_waits_for_the_next_confirmation()
    {
        await using var server = await AcademyServer.StartAsync();
        var learner = await server.SignInAsync();
        var freshness = server.Services.GetRequiredService<RevocationFreshness>();
        freshness.Begin();
        await Within.Holds(() => !freshness.Holds, () => "it still holds");

        var asked = learner.GetAsync("/me");
        freshness.Confirm(TimeProvider.System.GetTimestamp());
        await asked;
    }

    private static async Task Me(AcademyServer server, Person person, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.Authorization = new("Bearer", person.AccessToken);
        using var answer = await server.Http.SendAsync(request);
        await answer.ShouldBeAsync(status);
    }

    private static SessionId SessionOf(Person person)
    {
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(person.AccessToken.Split('.')[1]));
        return new SessionId(json.RootElement.GetProperty("sid").GetGuid());
    }
}
