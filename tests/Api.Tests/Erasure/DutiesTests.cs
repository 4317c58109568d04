using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Commands;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans;

namespace Academy.Api.Tests.Erasure;

/// <summary>
/// An erasure leaves nobody behind without an administrator, a teacher or an owner. Each test has an organization of
/// its own.
/// </summary>
public sealed class DutiesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static int organizations;

    private readonly OrganizationId organization = new($"duties-{Interlocked.Increment(ref organizations)}");

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task The_last_administrator_stays_whoever_erases_or_demotes_them()
    {
        var (one, other) = (await PersonAsync(Role.Admin), await PersonAsync(Role.Admin));
        await EraseAsync(other, 204);
        Assert.Equal(["last-admin"], Kinds(await EraseAsync(one, 409)));
        Assert.Equal(
            ["last-admin"],
            Kinds(await one.SendAsync(HttpMethod.Delete, $"/users/{one.Id}", null, 409, "erase"))
        );
        var account = Server
            .Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IAccountGrain>(GrainKey.Of(organization, one.Id));
        Assert.Equal("accounts.still-needed", (await account.AssignRole(Role.Instructor)).Refusal?.Code);
        await one.GetAsync("/me");

        await PersonAsync(Role.Admin);
        await EraseAsync(one, 204);
    }

    [Fact]
    public async Task Of_administrators_who_leave_at_once_one_stays()
    {
        var admins = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PersonAsync(Role.Admin)));
        var answers = await Task.WhenAll(
            admins.Select(async admin =>
            {
                using var answer = await admin.Http.SendJsonAsync(
                    HttpMethod.Delete,
                    "/api/v1/me",
                    new { password = admin.Password }
                );
                return (int)answer.StatusCode;
            })
        );
        Assert.Equal([204, 204, 204, 409], answers.Order());
        Assert.Equal(
            1,
            await QueryAsync<long>(
                $"select count(*) from users where organization = '{organization}' and role = 'admin'"
            )
        );
    }

    [Fact]
    public async Task The_only_instructor_stays_until_somebody_has_taken_over_what_is_published()
    {
        var (admin, teacher) = (await PersonAsync(Role.Admin), await PersonAsync(Role.Instructor));
        var (student, next) = (await PersonAsync(Role.Student), await PersonAsync(Role.Instructor));
        var (one, two) = (await Server.CourseAsync(teacher, 1, 0), await Server.CourseAsync(teacher, 1, 0));
        await teacher.PostAsync("/chat/rooms", new { type = "course", courseId = one.Id }, 201);
        await student.PostAsync($"/courses/{one.Id}/enroll", null, 201);
        Assert.Empty(await ToTakeOverAsync(admin));

        await teacher.SendAsync(HttpMethod.Delete, "/me", new { password = "not it" }, 403);
        Assert.Empty(await ToTakeOverAsync(admin));
        var problem = await EraseAsync(teacher, 409);
        Assert.Equal("accounts.still-needed", problem.Text("code"));
        Assert.Equal([one.Id, two.Id], problem.GetProperty("obstacles").EnumerateArray().Select(o => o.Id()));
        var asked = await ToTakeOverAsync(admin);
        Assert.Equal([two.Id, one.Id], asked.Select(c => c.Id()));
        Assert.All(asked, c =>
            Assert.Equal(
                (teacher.Id, true),
                (c.GetProperty("instructorId").GetGuid(), c.TryGetProperty("askedAt", out _))
            )
        );
        Assert.Equal([1, 0], asked.OrderBy(c => c.Id() == two.Id).Select(c => c.Number("enrolledCount")));

        await student.SendAsync(HttpMethod.Put, $"/courses/{one.Id}/instructor", new { userId = student.Id }, 403);
        await next.SendAsync(HttpMethod.Put, $"/courses/{one.Id}/instructor", new { userId = next.Id }, 403);
        await admin.SendAsync(HttpMethod.Put, $"/courses/{one.Id}/instructor", new { userId = student.Id }, 422);
        await admin.SendAsync(HttpMethod.Put, $"/courses/{one.Id}/instructor", new { userId = next.Id }, 204);
        Assert.Equal([two.Id], Kinds(await EraseAsync(teacher, 409), o => o.Id()));
        await admin.SendAsync(HttpMethod.Put, $"/courses/{two.Id}/instructor", new { userId = admin.Id }, 204);
        Assert.Empty(await ToTakeOverAsync(admin));
        await EraseAsync(teacher, 204);

        var course = await student.GetAsync($"/courses/{one.Id}");
        Assert.Equal(next.Id, course.GetProperty("instructorId").GetGuid());
        await next.PostAsync($"/courses/{one.Id}/modules", new { title = "New" }, 201);
        var room = (await next.PostAsync("/chat/rooms", new { type = "course", courseId = one.Id }, 200)).Id();
        await UntilAsync(
            $"select count(*) from chat_members where room_id = '{room}' and left_at is null and role = "
                + $"'owner' and user_id = '{next.Id}'",
            1
        );
        await next.PatchAsync($"/chat/rooms/{room}", new { slowModeSeconds = 5 });
        await UntilAsync(
            $"select count(*) from chat_members where room_id = '{room}' and left_at is null and user_id = "
                + $"'{teacher.Id}'",
            0
        );
    }

    [Fact]
    public async Task Whoever_hands_a_course_over_does_not_see_its_learners_any_more()
    {
        var (teacher, next) = (await PersonAsync(Role.Instructor), await PersonAsync(Role.Instructor));
        var course = await Server.CourseAsync(teacher, 1);
        var stream = $"course:{course.Id}";
        await using var former = await HubClient.Connect(Server.Address, $"access_token={teacher.AccessToken}");
        await using var present = await HubClient.Connect(Server.Address, $"access_token={next.AccessToken}");
        Assert.Equal("snapshot", (await former.Subscribe(stream)).Text("verdict"));
        Assert.Equal("refused", (await present.Subscribe(stream)).Text("verdict"));

        await teacher.SendAsync(HttpMethod.Put, $"/courses/{course.Id}/instructor", new { userId = next.Id }, 204);
        var ended = await former.Next();
        Assert.Equal(("Ended", stream), (ended.Target, ended.Argument.Text("stream")));
        Assert.Equal("refused", (await former.Subscribe(stream)).Text("verdict"));
        Assert.Equal("snapshot", (await present.Subscribe(stream)).Text("verdict"));
        await teacher.PostAsync($"/courses/{course.Id}/modules", new { title = "New" }, 403);
    }

    [Fact]
    public async Task Drafts_keep_nobody_and_an_admin_who_erases_an_instructor_is_told_the_same()
    {
        var (admin, teacher) = (await PersonAsync(Role.Admin), await PersonAsync(Role.Instructor));
        var draft = new
        {
            title = "Draft",
            description = "None",
            category = "Testing",
            level = "beginner",
        };
        await teacher.PostAsync("/courses", draft, 201);
        var course = await Server.CourseAsync(teacher, 1, 0);
        var refused = await admin.SendAsync(HttpMethod.Delete, $"/users/{teacher.Id}", null, 409, "erase");
        Assert.Equal([course.Id], Kinds(refused, o => o.Id()));
        Assert.Equal([course.Id], (await ToTakeOverAsync(admin)).Select(c => c.Id()));
        // A colleague takes over what its instructor hands to them.
        var colleague = await PersonAsync(Role.Instructor);
        await teacher.SendAsync(HttpMethod.Put, $"/courses/{course.Id}/instructor", new { userId = colleague.Id }, 204);
        await admin.SendAsync(HttpMethod.Delete, $"/users/{teacher.Id}", null, 204, "erase-2");
    }

    [Fact]
    public async Task A_course_that_lost_its_instructor_to_an_earlier_release_can_be_taken_over()
    {
        var (admin, teacher) = (await PersonAsync(Role.Admin), await PersonAsync(Role.Instructor));
        var course = await Server.CourseAsync(teacher, 1, 0);
        await QueryAsync<long>(
            $"with gone as (delete from users where id = '{teacher.Id}' returning 1) select count(*) from gone"
        );
        var orphan = Assert.Single(await ToTakeOverAsync(admin));
        Assert.Equal(course.Id, orphan.Id());
        Assert.False(orphan.TryGetProperty("instructorName", out _));
        await admin.SendAsync(HttpMethod.Put, $"/courses/{course.Id}/instructor", new { userId = admin.Id }, 204);
        Assert.Empty(await ToTakeOverAsync(admin));
        await admin.PostAsync($"/courses/{course.Id}/publish", null, 204);
    }

    [Fact]
    public async Task The_group_of_an_erased_owner_and_the_number_of_learners_follow()
    {
        await PersonAsync(Role.Admin);
        var (ada, ben) = (await PersonAsync(Role.Student), await PersonAsync(Role.Student));
        var course = await Server.CourseAsync(await PersonAsync(Role.Instructor), 1, 0);
        foreach (var learner in new[] { ada, ben })
            await learner.PostAsync($"/courses/{course.Id}/enroll", null, 201);
        Assert.Equal(2, await EnrolledAsync(ben));
        var group = new
        {
            type = "group",
            title = "Ours",
            memberIds = new[] { ben.Id },
        };
        var room = (await ada.PostAsync("/chat/rooms", group, 201)).Id();
        await ben.PatchAsync($"/chat/rooms/{room}", new { title = "Mine" }, 403);

        await EraseAsync(ada, 204);
        Assert.Equal(1, await EnrolledAsync(ben));
        await UntilAsync(
            $"select count(*) from chat_members where room_id = '{room}' and left_at is null and role = "
                + $"'owner' and user_id = '{ben.Id}'",
            1
        );
        await ben.PatchAsync($"/chat/rooms/{room}", new { title = "Mine" });
    }

    private Task<Person> PersonAsync(Role role) => Server.SignInAsync(role, organization);

    private static Task<JsonElement> EraseAsync(Person person, int status) =>
        person.SendAsync(HttpMethod.Delete, "/me", new { password = person.Password }, status);

    private static IEnumerable<string> Kinds(JsonElement problem) => Kinds(problem, o => o.Text("kind"));

    private static IEnumerable<T> Kinds<T>(JsonElement problem, Func<JsonElement, T> read) =>
        problem.GetProperty("obstacles").EnumerateArray().Select(read);

    private static async Task<JsonElement[]> ToTakeOverAsync(Person admin) =>
        [.. (await admin.GetAsync("/admin/courses/to-take-over")).GetProperty("items").EnumerateArray()];

    private static async Task<long> EnrolledAsync(Person viewer) =>
        (await viewer.GetAsync("/courses")).GetProperty("items")[0].Number("enrolledCount");

    private async Task UntilAsync(string count, long expected)
    {
        for (var look = 0; await QueryAsync<long>(count) is var found && found != expected; look++)
        {
            Assert.True(look < 1_500, $"{count}: {found}, not {expected}, after 30 s.");
            await Task.Delay(20);
        }
    }

    private async Task<T> QueryAsync<T>(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Server.Database);
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
