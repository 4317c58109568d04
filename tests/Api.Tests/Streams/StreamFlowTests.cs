using System.Text.Json;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Streams;

/// <summary>The second door over real grains and a real journal.</summary>
[Collection(OnSharedServer.Name)]
public sealed class StreamFlowTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_completed_module_reaches_the_learner_the_instructor_and_the_leaderboard_as_on_the_hub()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0);
        await using var hub = await HubClient.Connect(Server.Address, $"access_token={learner.AccessToken}");
        await hub.Subscribe($"user:{learner.Id}");
        using var own = await FollowAsync(learner, $"user:{learner.Id}", "now");
        using var teaching = await FollowAsync(course.Instructor, $"course:{course.Id}", "now");
        using var board = await FollowAsync(learner, $"leaderboard:course-{course.Id}", "now");

        var module = course.Modules[0].Id;
        var completion = await learner.PostAsync($"/progress/mark-completed/{enrollment}/{module}", null, 200);

        var completed = await UntilAsync(own, "progress.module-completed");
        Assert.Equal((await hub.Until("Event", "progress.module-completed")).GetRawText(), completed.GetRawText());
        Assert.Equal(completion.GetProperty("seq").GetInt64(), completed.GetProperty("seq").GetInt64());
        var activity = await UntilAsync(teaching, "course.activity");
        Assert.Equal(
            module,
            activity.GetProperty("data").GetProperty("items").EnumerateArray().Single().Id("moduleId")
        );
        // A board that was watched before anybody had earned may say so first.
        JsonElement entries;
        do entries = (await UntilAsync(board, "leaderboard.changed")).GetProperty("data").GetProperty("entries");
        while (entries.GetArrayLength() == 0);
        Assert.Equal(learner.Id, entries[0].Id("userId"));
    }

    [Fact]
    public async Task Who_was_away_reads_what_they_missed_and_the_same_again()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0, 0);
        var began = await ReadAsync(learner, $"user:{learner.Id}?offset=-1");
        Assert.Equal("snapshot", Assert.Single(began.Items).Text("type"));
        foreach (var module in course.Modules)
            await learner.PostAsync($"/progress/mark-completed/{enrollment}/{module.Id}", null, 200);

        var missed = await ReadAsync(learner, $"user:{learner.Id}?offset={began.Next}");
        var first = began.Items[0].GetProperty("seq").GetInt64() + 1;
        Assert.Equal(Enumerable.Range(0, missed.Items.Length).Select(i => first + i), missed.Items.Seqs());
        Assert.Equal(
            course.Modules.Select(m => m.Id),
            missed
                .Items.Where(e => e.Text("type") == "progress.module-completed")
                .Select(e => e.GetProperty("data").Id("moduleId"))
        );
        Assert.Equal(missed.Body, (await ReadAsync(learner, $"user:{learner.Id}?offset={began.Next}")).Body);
    }

    [Fact]
    public async Task A_member_who_is_removed_is_told_so_and_nothing_more()
    {
        var (owner, member) = (await Server.SignInAsync(), await Server.SignInAsync());
        var room = (
            await owner.PostAsync(
                "/chat/rooms",
                new
                {
                    type = "group",
                    title = "A room",
                    memberIds = new[] { member.Id },
                },
                201
            )
        ).Id();
        using var own = await FollowAsync(owner, $"room:{room}", "now");
        using var events = await FollowAsync(member, $"room:{room}", "now");
        await owner.PostAsync($"/chat/rooms/{room}/messages", new { body = "Hello" }, 201);
        Assert.Equal("Hello", (await UntilAsync(events, "chat.message-posted")).GetProperty("data").Text("body"));

        await owner.SendAsync(HttpMethod.Delete, $"/chat/rooms/{room}/members/{member.Id}", null, 204);
        await owner.PostAsync($"/chat/rooms/{room}/messages", new { body = "They have gone" }, 201);

        await UntilAsync(own, "chat.message-posted");
        Assert.Equal("They have gone", (await UntilAsync(own, "chat.message-posted")).GetProperty("data").Text("body"));
        while (await events.EventAsync() is { } e)
            Assert.DoesNotContain("They have gone", e.Data.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(404, (await ReadAsync(member, $"room:{room}?offset={own.Next}&live=long-poll")).Status);
    }

    [Fact]
    public async Task Logging_out_ends_the_reads_of_the_session()
    {
        var learner = await Server.SignInAsync();
        var elsewhere = await Server.SignInAsync(learner.Email, learner.Password);
        using var ended = await FollowAsync(learner, $"user:{learner.Id}", "now");
        using var other = await FollowAsync(elsewhere, $"user:{learner.Id}", "-1");

        await learner.PostAsync("/auth/logout", new { refreshToken = learner.RefreshToken }, 204);

        while (await ended.EventAsync() is not null)
        {
            // What came before the end.
        }
        Assert.Equal(401, (await ReadAsync(learner, $"user:{learner.Id}?offset={ended.Next}&live=sse")).Status);
        await elsewhere.PostAsync("/chat/rooms", new { type = "group", title = "A room" }, 201);
        Assert.NotEmpty(await other.ItemsAsync());
    }

    [Fact]
    public async Task What_is_read_here_counts_with_everything_else_that_somebody_asks()
    {
        await using var server = await AcademyServer.StartAsync(
            "--RateLimiting:Enabled=true",
            "--RateLimiting:SignedIn:Requests=3"
        );
        var learner = await server.SignInAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await ReadAsync(learner, $"user:{learner.Id}")).Status);
        var refused = await ReadAsync(learner, $"user:{learner.Id}");
        Assert.Equal((429, "rate-limit.exceeded"), (refused.Status, refused.Code));
    }

    private static Task<StreamReply> ReadAsync(Person person, string streamAndQuery) =>
        person.Http.ReadAsync($"/api/v1/streams/{streamAndQuery}");

    /// <summary>Once it is told where it stands.</summary>
    private static async Task<EventStreamReader> FollowAsync(Person person, string stream, string offset)
    {
        var events = await person.Http.FollowAsync($"/api/v1/streams/{stream}?offset={offset}&live=sse");
        if (offset == "now")
            await events.ControlAsync();
        else
            await events.ItemsAsync();
        return events;
    }

    private static async Task<JsonElement> UntilAsync(EventStreamReader events, string type)
    {
        while (true)
        {
            foreach (var item in await events.ItemsAsync())
            {
                if (item.Text("type") == type)
                    return item;
            }
        }
    }
}
