using System.Net.Http.Json;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Operations;

/// <summary>
/// The traceId of a problem leads to whatever the request wrote, on every stream, and further on through outbox and
/// feed.
/// </summary>
[Collection(OnSharedServer.Name)]
public sealed class TraceTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_request_leads_to_its_events_and_to_what_they_led_to_on_other_streams()
    {
        var (course, _, _) = await Server.EnrolledAsync(0); // Whose enrollment made the course's room.
        var learner = await Server.SignInAsync();
        var admin = await Server.SignInAsync(Role.Admin);

        var enrolling = await TracedAsync(learner, $"/courses/{course.Id}/enroll", "enroll-1", 201);
        var enrolled = await UntilAsync(admin, enrolling, "chat.room-joined");

        var user = $"academy/user:{learner.Id}";
        var room = $"academy/room:{Academy.Chat.Rooms.RoomId.OfCourse(new(course.Id))}";
        var first = enrolled.Single(e => e.Text("type") == "progress.enrolled");
        Assert.Equal(
            (user, $"{learner.Id}", "enroll-1"),
            (first.Text("stream"), first.Text("actor"), first.Text("command"))
        );
        Assert.Equal(("user", "academy", $"{learner.Id}"), PlaceOf(first));
        var added = enrolled.Single(e => e.Text("type") == "chat.members-added");
        Assert.Equal(
            (room, user, first.Number("seq")),
            (added.Text("stream"), CauseOf(added).Stream, CauseOf(added).Seq)
        );
        Assert.Equal("chatroom", PlaceOf(added).Type);
        Assert.Equal(JsonValueKind.Null, added.GetProperty("command").ValueKind);
        var joined = enrolled.Single(e => e.Text("type") == "chat.room-joined");
        Assert.Equal(
            (user, room, added.Number("seq")),
            (joined.Text("stream"), CauseOf(joined).Stream, CauseOf(joined).Seq)
        );
        Assert.All(enrolled, e =>
            Assert.Equal(["stream", "seq", "type", "at", "actor", "command", "cause", "grain"], e.Names())
        );

        var enrollment = (await learner.GetAsync("/enrollments")).Items().Single().Id();
        await using var teaching = await HubClient.Connect(
            Server.Address,
            $"access_token={course.Instructor.AccessToken}"
        );
        await teaching.Subscribe($"course:{course.Id}");
        var completing = await TracedAsync(
            learner,
            $"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}",
            key: null,
            200
        );
        var completed = await UntilAsync(admin, completing, "course.activity");

        var module = completed.Single(e => e.Text("type") == "progress.module-completed");
        Assert.Equal(JsonValueKind.Null, module.GetProperty("command").ValueKind);
        Assert.Contains(completed, e => e.Text("type") == "gamification.xp-earned");
        var activity = completed.Single(e => e.Text("type") == "course.activity");
        Assert.Equal(($"academy/course:{course.Id}", user), (activity.Text("stream"), CauseOf(activity).Stream));
        Assert.Equal("courseactivity", PlaceOf(activity).Type);
    }

    [Fact]
    public async Task What_comes_over_the_hub_has_a_trace_too()
    {
        var (ada, bob) = (await Server.SignInAsync(), await Server.SignInAsync());
        var room = (
            await ada.PostAsync(
                "/chat/rooms",
                new
                {
                    type = "group",
                    title = "Traced",
                    memberIds = new[] { bob.Id },
                },
                201
            )
        ).Text("id");
        await using var hub = await HubClient.Connect(Server.Address, $"access_token={ada.AccessToken}");
        var first = (await hub.Invoke("SendMessage", room, "c-1", new { body = "One" })).GetProperty("seq").GetInt64();
        var second = (await hub.Invoke("SendMessage", room, "c-2", new { body = "Two" })).GetProperty("seq").GetInt64();
        var traces = await JournalText.TracesAsync(Server.Database, $"academy/room:{room}");
        Assert.NotEqual(traces[first], traces[second]);
        var admin = await Server.SignInAsync(Role.Admin);
        var found = Assert.Single(await EventsAsync(admin, traces[second]));
        Assert.Equal(
            ("chat.message-posted", second, "c-2"),
            (found.Text("type"), found.GetProperty("seq").GetInt64(), found.Text("command"))
        );
    }

    [Fact]
    public async Task A_problem_names_the_trace_that_the_client_began()
    {
        var learner = await Server.SignInAsync();
        var trace = NewTrace();
        using var request = Traced(HttpMethod.Get, $"/api/v1/courses/{Guid.NewGuid()}", trace);
        using var answer = await learner.Http.SendAsync(request);
        Assert.Equal(trace, (await answer.ShouldBeProblemAsync(404, "catalog.course-not-found")).Text("traceId"));
        Assert.Empty(await EventsAsync(await Server.SignInAsync(Role.Admin), trace));
    }

    [Fact]
    public async Task A_trace_is_read_page_by_page()
    {
        var person = await Server.SignInAsync(Role.Instructor);
        var admin = await Server.SignInAsync(Role.Admin);
        var trace = NewTrace();
        for (var i = 0; i < 5; i++)
        {
            using var request = Traced(HttpMethod.Post, "/api/v1/courses", trace);
            request.Content = JsonContent.Create(Academies.NewCourse($"Course {i}"));
            using var answer = await person.Http.SendAsync(request);
            await answer.ShouldBeAsync(201);
        }
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await admin.GetAsync(
                $"/ops/traces/{trace}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}"
            );
            seen.AddRange(page.Items().Select(e => e.Text("stream")));
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("4bf92f35-77b3-4da6-a3ce-929d0e0e4736")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473")]
    public async Task What_is_no_trace_is_refused(string text)
    {
        var admin = await Server.SignInAsync(Role.Admin);
        using var answer = await admin.Http.GetAsync($"/api/v1/ops/traces/{text}");
        var problem = await answer.ShouldBeProblemAsync(400, "request.validation");
        Assert.Contains(
            "32 hexadecimal digits",
            problem.GetProperty("errors").GetProperty("traceId")[0].GetString(),
            StringComparison.Ordinal
        );
    }

    private static (string Type, string Organization, string Name) PlaceOf(JsonElement e)
    {
        var grain = e.GetProperty("grain");
        return (grain.Text("type"), grain.Text("organization"), grain.Text("name"));
    }

    private static (string Stream, int Seq) CauseOf(JsonElement e) =>
        (e.GetProperty("cause").Text("stream"), e.GetProperty("cause").Number("seq"));

    /// <summary>
    /// The trace's events, once one of this type is among them: it comes by the outbox, or when its owner looks.
    /// </summary>
    private static async Task<JsonElement[]> UntilAsync(Person admin, string trace, string type)
    {
        for (var look = 0; look < 1_500; look++)
        {
            var events = await EventsAsync(admin, trace);
            if (events.Any(e => e.Text("type") == type))
                return events;
            await Task.Delay(20);
        }
        throw new TimeoutException($"The trace did not lead to {type} within 30 s.");
    }

    private static async Task<JsonElement[]> EventsAsync(Person admin, string trace) =>
        [.. (await admin.GetAsync($"/ops/traces/{trace}")).Items()];

    private static async Task<string> TracedAsync(Person person, string path, string? key, int status)
    {
        var trace = NewTrace();
        using var request = Traced(HttpMethod.Post, $"/api/v1{path}", trace);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await person.Http.SendAsync(request);
        await answer.ShouldBeAsync(status);
        return trace;
    }

    private static HttpRequestMessage Traced(HttpMethod method, string path, string trace)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        return request;
    }

    private static string NewTrace() => Guid.NewGuid().ToString("N");
}
