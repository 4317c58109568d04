using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Npgsql;

namespace Academy.Api.Tests.Operations;

/// <summary>
/// What admins are answered by the power of their role is written down first; what they are by relation is not.
/// </summary>
[Collection(OnSharedServer.Name)]
public sealed class AuditTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_request_by_role_is_one_row_with_its_ids()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0);
        var admin = await Server.SignInAsync(Role.Admin);
        var room = (await learner.PostAsync("/chat/rooms", new { type = "group", title = "Ours" }, 201)).Id();
        var draft = (await course.Instructor.PostAsync("/courses", Academies.NewCourse("A draft"), 201)).Id();
        (string Path, string Action, string Ids)[] asked =
        [
            ("/progress", "GET /api/v1/progress/", "{}"),
            ("/admin/chat/rooms?search=secret", "GET /api/v1/admin/chat/rooms/", "{}"),
            (
                $"/ops/grains/user/academy/{learner.Id}",
                "GET /api/v1/ops/grains/{type}/{organization}/{name}",
                $$"""{"name": "{{learner.Id}}", "type": "user", "organization": "academy"}"""
            ),
            (
                $"/chat/rooms/{room}/reports",
                "GET /api/v1/chat/rooms/{roomId:id}/reports",
                $$"""{"roomId": "{{room}}"}"""
            ),
            ($"/chat/rooms/{room}", "GET /api/v1/chat/rooms/{roomId:id}", $$"""{"roomId": "{{room}}"}"""),
            (
                $"/progress/course/{enrollment}",
                "GET /api/v1/progress/course/{enrollmentId:id}",
                $$"""{"enrollmentId": "{{enrollment}}"}"""
            ),
            ($"/courses/{draft}", "GET /api/v1/courses/{courseId:id}", $$"""{"courseId": "{{draft}}"}"""),
            ($"/gamification/leaderboard?courseId={draft}", "stream leaderboard", $$"""{"courseId": "{{draft}}"}"""),
            ($"/streams/course:{course.Id}", "stream course", $$"""{"courseId": "{{course.Id}}"}"""),
        ];
        foreach (var (path, _, _) in asked)
            await admin.GetAsync(path);
        await using var hub = await HubClient.Connect(Server.Address, $"access_token={admin.AccessToken}");
        await hub.Subscribe($"course:{course.Id}");
        Assert.Equal(
            [.. asked.Select(a => $"{a.Action} {a.Ids}"), $$"""stream course {"courseId": "{{course.Id}}"}"""],
            await RowsOfAsync(admin)
        );
    }

    [Fact]
    public async Task A_request_that_is_refused_leaves_its_row_too()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        await admin.GetAsync($"/chat/rooms/{Guid.NewGuid()}/messages", 404);
        await admin.GetAsync($"/ops/grains/user/academy/{Guid.NewGuid()}", 404);
        await admin.GetAsync("/progress?limit=0", 400); // Nothing was asked for.
        Assert.Equal(2, (await RowsOfAsync(admin)).Count);
    }

    [Fact]
    public async Task Admins_read_it_by_person_and_time_and_that_is_written_down_too()
    {
        var organization = new OrganizationId($"audit-{Guid.NewGuid():N}");
        var (one, other) = (
            await Server.SignInAsync(Role.Admin, organization),
            await Server.SignInAsync(Role.Admin, organization)
        );
        await one.GetAsync("/ops/cluster");
        await other.GetAsync($"/ops/grains/user/academy/{one.Id}", 404);
        var rows = (await one.GetAsync("/admin/audit")).Items().ToList();
        Assert.Equal(
            [
                "GET /api/v1/admin/audit",
                "GET /api/v1/ops/grains/{type}/{organization}/{name}",
                "GET /api/v1/ops/cluster",
            ],
            rows.Select(row => row.Text("action"))
        );
        Assert.Equal([one.Id, other.Id, one.Id], rows.Select(row => row.Id("actorId")));
        Assert.StartsWith("Admin", rows[0].Text("actorName"), StringComparison.Ordinal);
        Assert.Equal(one.Id.ToString(), rows[1].GetProperty("ids").Text("name"));
        Assert.Matches("^[0-9a-f]{32}$", rows[0].Text("traceId"));

        Assert.Single((await one.GetAsync($"/admin/audit?actorId={other.Id}")).Items());
        var at = Uri.EscapeDataString(rows[1].Text("at"));
        Assert.Equal(2, (await other.GetAsync($"/admin/audit?actorId={one.Id}&from={at}")).Items().Count());
        Assert.Equal(
            "GET /api/v1/ops/cluster",
            Assert.Single((await one.GetAsync($"/admin/audit?until={at}")).Items()).Text("action")
        );
        Assert.Empty((await one.GetAsync("/admin/audit?until=2001-01-01")).Items());
        foreach (var wrong in new[] { "actorId=me", "from=yesterday", "until=2030-13-01" })
            await one.GetAsync($"/admin/audit?{wrong}", 400);
    }

    [Fact]
    public async Task What_is_asked_for_by_relation_leaves_none()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        var course = await Server.CourseAsync(admin, 0);
        var learner = await Server.SignInAsync();
        var enrollment = await learner.EnrollAsync(course);
        var room = (await admin.PostAsync("/chat/rooms", new { type = "group", title = "Ours" }, 201)).Id();
        await admin.PostAsync($"/courses/{course.Id}/modules", new { title = "Another" }, 201);
        foreach (
            var path in new[]
            {
                $"/progress/course/{enrollment}",
                $"/progress/enrollment/{enrollment}",
                $"/courses/{course.Id}",
                $"/chat/rooms/{room}",
                $"/chat/rooms/{room}/reports",
                $"/chat/rooms/{room}/members",
                $"/streams/course:{course.Id}",
                "/chat/rooms",
                "/me",
            }
        )
            await admin.GetAsync(path);
        Assert.Empty(await RowsOfAsync(admin));
        foreach (var path in new[] { $"/progress/course/{enrollment}", $"/courses/{course.Id}" })
            await learner.GetAsync(path);
        Assert.Empty(await RowsOfAsync(learner));
    }

    [Fact]
    public async Task Whose_row_cannot_be_written_is_not_answered()
    {
        await using var server = await AcademyServer.StartAsync();
        var (admin, learner) = (await server.SignInAsync(Role.Admin), await server.SignInAsync());
        var room = (await learner.PostAsync("/chat/rooms", new { type = "group", title = "Ours" }, 201)).Id();
        var own = (await admin.PostAsync("/chat/rooms", new { type = "group", title = "Mine" }, 201)).Id();
        await using var database = NpgsqlDataSource.Create(server.Database);
        await using (var command = database.CreateCommand("alter table access_audit rename to gone"))
            await command.ExecuteNonQueryAsync();
        foreach (var path in new[] { "/progress", "/ops/cluster", "/admin/chat/rooms", $"/chat/rooms/{room}" })
        {
            using var answer = await admin.Http.GetAsync($"/api/v1{path}");
            await answer.ShouldBeProblemAsync(503, "service.unavailable");
        }
        foreach (var path in new[] { "/me", $"/chat/rooms/{own}", "/courses" })
            await admin.GetAsync(path);
        await learner.GetAsync($"/chat/rooms/{room}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Members_see_that_an_admin_let_somebody_in(bool oneself)
    {
        var (ada, ben) = (await Server.SignInAsync(), await Server.SignInAsync());
        var (admin, friend) = (await Server.SignInAsync(Role.Admin), await Server.SignInAsync());
        var body = new
        {
            type = "group",
            title = "Ours",
            memberIds = new[] { ben.Id },
        };
        var room = (await ada.PostAsync("/chat/rooms", body, 201)).Id();
        await ada.PostAsync($"/chat/rooms/{room}/members", new { userIds = new[] { friend.Id } }, 204);
        Assert.Empty((await ben.GetAsync("/chat/privacy")).Items());
        var added = oneself ? admin : await Server.SignInAsync();
        await admin.PostAsync($"/chat/rooms/{room}/members", new { userIds = new[] { added.Id } }, 204);
        await added.GetAsync($"/chat/rooms/{room}/messages");
        foreach (var member in new[] { ada, ben, friend })
        {
            var reading = Assert.Single((await member.GetAsync("/chat/privacy")).Items());
            Assert.Equal((room, admin.Id), (reading.Id("roomId"), reading.Id("adminId")));
            Assert.EndsWith("as an administrator.", reading.Text("reason"), StringComparison.Ordinal);
        }
    }

    private async Task<List<string>> RowsOfAsync(Person actor)
    {
        await using var database = NpgsqlDataSource.Create(Server.Database);
        await using var command = database.CreateCommand(
            "select action || ' ' || ids from access_audit where actor = $1 order by id"
        );
        command.Parameters.AddWithValue(actor.Id);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
