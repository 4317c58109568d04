using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Streams;

namespace Academy.Api.Tests.Realtime;

/// <summary>The hub over real grains, a real journal and real sockets.</summary>
[Collection(OnSharedServer.Name)]
public sealed class HubFlowTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_completed_module_reaches_the_learner_the_instructor_and_the_leaderboard()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0);
        await using var own = await Connect(learner);
        await using var teaching = await Connect(course.Instructor);
        await using var board = await Connect(learner);
        var joined = await own.Subscribe($"user:{learner.Id}");
        await teaching.Subscribe($"course:{course.Id}");
        await board.Subscribe($"leaderboard:course-{course.Id}");

        var module = course.Modules[0].Id;
        var completion = await learner.PostAsync($"/progress/mark-completed/{enrollment}/{module}", null, 200);

        var completed = await own.Until("Event", "progress.module-completed");
        Assert.Equal(completion.GetProperty("seq").GetInt64(), completed.GetProperty("seq").GetInt64());
        Assert.Equal(joined.GetProperty("epoch").GetString(), completed.GetProperty("epoch").GetString());
        var data = completed.GetProperty("data");
        Assert.Equal(enrollment, data.Id("enrollmentId"));
        Assert.Equal(course.Id, data.Id("courseId"));
        Assert.Equal(module, data.Id("moduleId"));
        Assert.Equal(completion.Text("completedAt"), data.Text("completedAt"));
        Assert.Equal(
            completion.GetProperty("courseProgress").GetRawText(),
            data.GetProperty("courseProgress").GetRawText()
        );

        var activity = await teaching.Until("Event", "course.activity");
        var item = activity.GetProperty("data").GetProperty("items").EnumerateArray().Single();
        Assert.Equal("module-completed", item.Text("kind"));
        Assert.Equal(learner.Id, item.Id("userId"));
        Assert.Equal(module, item.Id("moduleId"));

        // A board that was watched before anybody had earned may say so first.
        JsonElement entries;
        do entries = (await board.Until("Event", "leaderboard.changed")).GetProperty("data").GetProperty("entries");
        while (entries.GetArrayLength() == 0);
        Assert.Equal(learner.Id, entries[0].Id("userId"));
    }

    [Fact]
    public async Task Who_was_away_gets_exactly_what_he_missed()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0, 0, 0);
        string epoch;
        long position;
        await using (var first = await Connect(learner))
        {
            var joined = await first.Subscribe($"user:{learner.Id}");
            (epoch, position) = (joined.Text("epoch"), joined.GetProperty("seq").GetInt64());
        }
        var head = 0L;
        foreach (var module in course.Modules)
            head = (await learner.PostAsync($"/progress/mark-completed/{enrollment}/{module.Id}", null, 200))
                .GetProperty("seq")
                .GetInt64();

        await using var again = await Connect(learner);
        var resumed = await again.Subscribe($"user:{learner.Id}", (epoch, position));

        Assert.Equal("resumed", resumed.Text("verdict"));
        var missed = resumed.GetProperty("events").EnumerateArray().ToArray();
        Assert.Equal(
            Enumerable.Range(1, missed.Length).Select(i => position + i),
            missed.Select(e => e.GetProperty("seq").GetInt64())
        );
        Assert.True(resumed.GetProperty("seq").GetInt64() >= head);
        Assert.Equal(
            course.Modules.Select(m => m.Id),
            missed
                .Where(e => e.Text("type") == "progress.module-completed")
                .Select(e => e.GetProperty("data").Id("moduleId"))
        );

        var ahead = await again.Subscribe($"user:{learner.Id}", (epoch, head + 1_000));
        Assert.Equal("snapshot", ahead.Text("verdict"));
        var elsewhere = await again.Subscribe($"user:{learner.Id}", ("another", position));
        Assert.Equal("snapshot", elsewhere.Text("verdict"));
    }

    [Fact]
    public async Task Streams_of_others_are_refused_and_ones_own_are_not()
    {
        var (course, learner, _) = await Server.EnrolledAsync(0);
        var stranger = await Server.SignInAsync(Role.Instructor);
        var foreigner = await Server.SignInAsync(Role.Admin, new OrganizationId("elsewhere"));
        string own = $"user:{learner.Id}",
            activity = $"course:{course.Id}";

        await Judge(learner, own, "snapshot");
        await Judge(stranger, own, "refused");
        await Judge(foreigner, own, "refused");
        await Judge(course.Instructor, activity, "snapshot");
        await Judge(learner, activity, "refused");
        await Judge(stranger, activity, "refused");
        await Judge(foreigner, activity, "refused");
        await Judge(learner, "leaderboard:all", "snapshot");
        await Judge(learner, "leaderboard:none", "refused");
        await Judge(course.Instructor, $"user:{Guid.NewGuid()}", "refused");
        await Judge(course.Instructor, $"course:{Guid.NewGuid()}", "refused");
        await Judge(course.Instructor, $"account:{course.Instructor.Id}", "refused");
    }

    [Fact]
    public async Task Without_a_token_the_hub_answers_401()
    {
        foreach (var query in new[] { "", "?access_token=", "?access_token=nonsense" })
        {
            using var answer = await Server.Http.GetAsync(new Uri($"/hub{query}", UriKind.Relative));
            await answer.ShouldBeAsync(401);
        }
    }

    [Fact]
    public async Task Logging_out_closes_the_sockets_of_the_session_only()
    {
        var learner = await Server.SignInAsync();
        var elsewhere = await Server.SignInAsync(learner.Email, learner.Password);
        await using var socket = await Connect(learner);
        await using var other = await Connect(elsewhere);
        await socket.Subscribe($"user:{learner.Id}");

        await learner.PostAsync("/auth/logout", new { refreshToken = learner.RefreshToken }, 204);

        Assert.Equal(CloseReasons.SessionEnded, await Within.Time(socket.Closed, "the end of the socket"));
        Assert.Equal("snapshot", (await other.Subscribe($"user:{learner.Id}")).Text("verdict"));
    }

    [Fact]
    public async Task A_stream_under_another_spelling_of_its_name_is_refused()
    {
        var (course, learner, _) = await Server.EnrolledAsync(0);
        await using var socket = await Connect(learner);
        foreach (
            var (kind, id) in new[]
            {
                ("user", learner.Id),
                ("course", course.Id),
                ("leaderboard", course.Id),
                ("room", course.Id),
            }
        )
        {
            var (upper, dashless) = (id.ToString().ToUpperInvariant(), id.ToString("N"));
            foreach (
                var spelled in kind == "leaderboard"
                    ? [$"course-{upper}"]
                    : new[] { upper, dashless, $"{{{id}}}", $" {id}" }
            )
            {
                var answer = await socket.Subscribe($"{kind}:{spelled}");
                Assert.Equal(("refused", StreamRefusals.NameInvalid), (answer.Text("verdict"), answer.Text("reason")));
            }
        }
        Assert.Equal(
            StreamRefusals.NotAllowed,
            (await socket.Subscribe($"leaderboard:course-{course.Id:N}")).Text("reason")
        );
        Assert.Equal("snapshot", (await socket.Subscribe($"user:{learner.Id}")).Text("verdict"));
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_closes_the_sockets_of_its_session()
    {
        var learner = await Server.SignInAsync();
        await using var socket = await Connect(learner);
        await socket.Subscribe($"user:{learner.Id}");
        var second = await Refresh(learner.RefreshToken, 200);
        await Refresh(second.Text("refreshToken"), 200);

        await Refresh(learner.RefreshToken, 401);

        Assert.Equal(CloseReasons.SessionEnded, await Within.Time(socket.Closed, "the end of the socket"));

        async Task<JsonElement> Refresh(string token, int status)
        {
            using var answer = await Server.Http.SendJsonAsync(
                HttpMethod.Post,
                "/api/v1/auth/refresh",
                new { refreshToken = token }
            );
            return await answer.ShouldBeAsync(status);
        }
    }

    private async Task Judge(Person viewer, string stream, string verdict)
    {
        await using var client = await Connect(viewer);
        var answer = await client.Subscribe(stream);
        Assert.True(verdict == answer.Text("verdict"), $"{viewer.Email} on {stream}: {answer}");
        if (verdict == "refused")
            Assert.Equal(StreamRefusals.NotAllowed, answer.Text("reason"));
    }

    private Task<HubClient> Connect(Person person) =>
        HubClient.Connect(Server.Address, $"access_token={person.AccessToken}");
}
