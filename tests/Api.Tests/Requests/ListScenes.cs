using System.Net.Http.Json;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Npgsql;

namespace Academy.Api.Tests.Requests;

/// <summary>A list with items in it, and how its first goes away.</summary>
/// <param name="Reader">Who reads it.</param>
/// <param name="Path">Its address, with a filter where it has one.</param>
/// <param name="Key">What tells its items apart.</param>
/// <param name="Remove">Takes an item away; null: nothing ever goes out of this list.</param>
/// <param name="Length">How many items it has.</param>
internal sealed record ListScene(
    Person Reader,
    string Path,
    Func<JsonElement, string> Key,
    Func<JsonElement, Task>? Remove,
    int Length = ListScene.Usual
)
{
    public const int Usual = 5;
}

/// <summary>One scene for each list of the interface, by the list's address.</summary>
internal sealed partial class ListScenes(AcademyServer server)
{
    private static readonly HttpMethod Put = HttpMethod.Put;
    private static readonly HttpMethod Delete = HttpMethod.Delete;

    /// <summary>Rows that only ever come: what is counted there is no worse.</summary>
    private const Func<JsonElement, Task>? Never = null;

    public static IReadOnlyDictionary<string, Func<ListScenes, Task<ListScene>>> All { get; } =
        new Dictionary<string, Func<ListScenes, Task<ListScene>>>(StringComparer.Ordinal)
        {
            ["/courses"] = lists => lists.CoursesAsync(search: false),
            ["/courses?search="] = lists => lists.CoursesAsync(search: true),
            ["/instructor/courses"] = lists => lists.OwnCoursesAsync(),
            ["/admin/courses/to-take-over"] = lists => lists.CoursesToTakeOverAsync(),
            ["/enrollments"] = lists => lists.EnrollmentsAsync(),
            ["/progress"] = lists => lists.ProgressAsync(),
            ["/progress/my-progress"] = lists => lists.OwnProgressAsync("/progress/my-progress"),
            ["/progress/enrollment/{enrollmentId}"] = lists => lists.OwnProgressAsync("/progress/enrollment/{0}"),
            ["/chat/rooms"] = lists => lists.RoomsAsync(),
            ["/chat/rooms/{roomId}/members"] = lists => lists.MembersAsync(),
            ["/chat/rooms/{roomId}/messages"] = lists => lists.MessagesAsync(),
            ["/chat/rooms/{roomId}/messages/{messageId}/thread"] = lists => lists.ThreadAsync(),
            ["/chat/rooms/{roomId}/bans"] = lists => lists.BansAsync(),
            ["/chat/rooms/{roomId}/reports"] = lists => lists.ReportsAsync(),
            ["/chat/search"] = lists => lists.FoundMessagesAsync(),
            ["/chat/people"] = lists => lists.PeopleAsync(),
            ["/chat/privacy"] = lists => lists.ReadingsAsync(),
            ["/admin/chat/rooms"] = lists => lists.AllRoomsAsync(),
            ["/admin/flags"] = lists => lists.FlagsAsync(),
            ["/admin/people"] = lists => lists.AccountsAsync(),
            ["/admin/invitations"] = lists => lists.InvitationsAsync(),
            ["/admin/audit"] = lists => lists.AuditAsync(),
            ["/ops/outbox"] = lists => lists.OutboxAsync(),
            ["/ops/housekeeping"] = lists => lists.HousekeepingAsync(),
            ["/ops/traces/{traceId}"] = lists => lists.TraceAsync(),
        };

    private async Task<ListScene> CoursesAsync(bool search)
    {
        var instructor = await server.SignInAsync(Role.Instructor);
        var word = $"Lists{instructor.Id:N}";
        for (var n = 0; n < ListScene.Usual; n++)
        {
            var body = new
            {
                title = "About it",
                description = word,
                category = word,
                level = "beginner",
            };
            var id = (await instructor.PostAsync("/courses", body, 201)).Id();
            await instructor.PostAsync($"/courses/{id}/publish", null, 204);
        }
        var path = search ? $"/courses?search={word}" : $"/courses?category={word}";
        return new(instructor, path, IdOf, item => RunAsync($"delete from courses where id = '{item.Id()}'"));
    }

    private async Task<ListScene> OwnCoursesAsync()
    {
        var instructor = await server.SignInAsync(Role.Instructor);
        for (var n = 0; n < ListScene.Usual; n++)
            await instructor.PostAsync("/courses", Academies.NewCourse(), 201);
        return new(instructor, "/instructor/courses", IdOf, item =>
            RunAsync($"delete from courses where id = '{item.Id()}'")
        );
    }

    private async Task<ListScene> CoursesToTakeOverAsync()
    {
        var organization = new OrganizationId($"list-courses-{Guid.NewGuid():N}");
        var instructor = await server.SignInAsync(Role.Instructor, organization);
        for (var n = 0; n < ListScene.Usual; n++)
            await server.CourseAsync(instructor);
        await RunAsync($"update courses set hand_over_asked_at = now() where organization = '{organization}'");
        return new(await server.SignInAsync(Role.Admin, organization), "/admin/courses/to-take-over", IdOf, item =>
            RunAsync($"update courses set hand_over_asked_at = null where id = '{item.Id()}'")
        );
    }

    private async Task<ListScene> EnrollmentsAsync()
    {
        var (instructor, learner) = (await server.SignInAsync(Role.Instructor), await server.SignInAsync());
        for (var n = 0; n < ListScene.Usual; n++)
            await learner.EnrollAsync(await server.CourseAsync(instructor));
        return new(learner, "/enrollments", IdOf, item =>
            learner.SendAsync(Delete, $"/enrollments/{item.Id()}", null, 204)
        );
    }

    private async Task<ListScene> ProgressAsync()
    {
        var organization = new OrganizationId("list-progress");
        var admin = await server.SignInAsync(Role.Admin, organization);
        for (var n = 0; n < ListScene.Usual; n++)
        {
            var (user, course, enrollment) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
            await RunAsync(
                $"""
                insert into enrollments (id, organization, user_id, course_id, status, enrolled_at)
                values ('{enrollment}', '{organization}', '{user}', '{course}', 'active', now());
                insert into module_progress (enrollment_id, module_id, user_id, course_id, started_at, seconds_spent)
                values ('{enrollment}', '{Guid.NewGuid()}', '{user}', '{course}', now(), 0)
                """
            );
        }
        return new(admin, "/progress", IdOf, item =>
            RunAsync($"delete from module_progress where enrollment_id = '{item.Id("enrollmentId")}'")
        );
    }

    private async Task<ListScene> OwnProgressAsync(string path)
    {
        var (course, learner, enrollment) = await server.EnrolledAsync(0, 0, 0, 0, 0);
        foreach (var module in course.Modules)
            await learner.PostAsync("/progress", new { enrollmentId = enrollment, moduleId = module.Id }, 201);
        return new(learner, string.Format(path, enrollment), IdOf, Never);
    }

    private async Task<ListScene> RoomsAsync()
    {
        var (ada, ben) = (await server.SignInAsync(), await server.SignInAsync());
        for (var n = 0; n < ListScene.Usual; n++)
            await GroupAsync(ada, ben.Id);
        return new(ben, "/chat/rooms", IdOf, item =>
            ben.SendAsync(Delete, $"/chat/rooms/{item.Id()}/members/{ben.Id}", null, 204)
        );
    }

    private async Task<ListScene> MembersAsync()
    {
        var (ada, others) = (await server.SignInAsync(), await PeopleAsync(ListScene.Usual));
        var room = await GroupAsync(ada, [.. others.Select(o => o.Id)]);
        // The last of it.
        await RunAsync($"update chat_members set first_joined_at = now() where user_id = '{ada.Id}'");
        return new(
            ada,
            $"/chat/rooms/{room}/members",
            item => item.Text("userId"),
            item => ada.SendAsync(Delete, $"/chat/rooms/{room}/members/{item.Id("userId")}", null, 204),
            ListScene.Usual + 1
        );
    }

    private async Task<ListScene> MessagesAsync()
    {
        var ada = await server.SignInAsync();
        var room = await GroupAsync(ada);
        await SayAsync(ada, room);
        // What is deleted says so, and keeps its place.
        return new(ada, $"/chat/rooms/{room}/messages", IdOf, item =>
            ada.SendAsync(Delete, $"/chat/rooms/{room}/messages/{item.Id()}", null, 204)
        );
    }

    private async Task<ListScene> ThreadAsync()
    {
        var ada = await server.SignInAsync();
        var room = await GroupAsync(ada);
        var root = (await ada.PostAsync($"/chat/rooms/{room}/messages", new { body = "Root" }, 201)).Id();
        await SayAsync(ada, room, root);
        return new(ada, $"/chat/rooms/{room}/messages/{root}/thread", IdOf, item =>
            ada.SendAsync(Delete, $"/chat/rooms/{room}/messages/{item.Id()}", null, 204)
        );
    }

    private async Task<ListScene> BansAsync()
    {
        var (ada, others) = (await server.SignInAsync(), await PeopleAsync(ListScene.Usual));
        var room = await GroupAsync(ada, [.. others.Select(o => o.Id)]);
        foreach (var other in others)
            await ada.SendAsync(Put, $"/chat/rooms/{room}/bans/{other.Id}", new { }, 204);
        return new(
            ada,
            $"/chat/rooms/{room}/bans",
            item => item.Text("userId"),
            item => ada.SendAsync(Delete, $"/chat/rooms/{room}/bans/{item.Id("userId")}", null, 204)
        );
    }

    private async Task<ListScene> ReportsAsync()
    {
        var (ada, ben) = (await server.SignInAsync(), await server.SignInAsync());
        var room = await GroupAsync(ada, ben.Id);
        foreach (var message in await SayAsync(ben, room))
            await ada.PostAsync($"/chat/rooms/{room}/messages/{message}/reports", new { reason = "Rude" }, 204);
        return new(
            ada,
            $"/chat/rooms/{room}/reports",
            item => IdOf(item.GetProperty("message")),
            item =>
                ada.PostAsync(
                    $"/chat/rooms/{room}/reports/{IdOf(item.GetProperty("message"))}/resolve",
                    new { action = "dismiss" },
                    204
                )
        );
    }

    private async Task<ListScene> FoundMessagesAsync()
    {
        var ada = await server.SignInAsync();
        var room = await GroupAsync(ada);
        await SayAsync(ada, room);
        return new(
            ada,
            "/chat/search?q=said",
            item => IdOf(item.GetProperty("message")),
            item => ada.SendAsync(Delete, $"/chat/rooms/{room}/messages/{IdOf(item.GetProperty("message"))}", null, 204)
        );
    }

    private async Task<ListScene> PeopleAsync()
    {
        var organization = new OrganizationId("list-people");
        var ada = await server.SignInAsync(Role.Student, organization);
        for (var n = 0; n < ListScene.Usual; n++)
            await server.SignInAsync(Role.Student, organization);
        return new(
            ada,
            "/chat/people?search=student",
            item => item.Text("userId"),
            item => RunAsync($"delete from users where id = '{item.Id("userId")}'")
        );
    }

    private async Task<ListScene> ReadingsAsync()
    {
        var organization = new OrganizationId("list-readings");
        var ada = await server.SignInAsync(Role.Student, organization);
        var admin = await server.SignInAsync(Role.Admin, organization);
        var room = await GroupAsync(ada);
        for (var n = 0; n < ListScene.Usual; n++)
            await admin.PostAsync($"/admin/chat/rooms/{room}/readings", new { reason = $"Reason {n}" }, 200);
        return new(
            ada,
            "/chat/privacy",
            item => item.Text("reason"),
            item =>
                RunAsync($"delete from chat_monitorings where room_id = '{room}' and reason = '{item.Text("reason")}'")
        );
    }

    private async Task<ListScene> AllRoomsAsync()
    {
        var organization = new OrganizationId("list-rooms");
        var ada = await server.SignInAsync(Role.Student, organization);
        for (var n = 0; n < ListScene.Usual; n++)
            await GroupAsync(ada);
        return new(await server.SignInAsync(Role.Admin, organization), "/admin/chat/rooms?search=group", IdOf, item =>
            RunAsync($"delete from chat_rooms where id = '{item.Id()}'")
        );
    }

    private async Task<ListScene> OutboxAsync()
    {
        var organization = new OrganizationId("list-outbox");
        var admin = await server.SignInAsync(Role.Admin, organization);
        for (var n = 0; n < ListScene.Usual; n++)
            await JournalText.DeadLetterAsync(server.Database, $"{organization}/account:{n}");
        return new(admin, "/ops/outbox?state=dead", IdOf, item =>
            RunAsync($"delete from outbox where id = '{item.Id()}'")
        );
    }

    private async Task<ListScene> AuditAsync()
    {
        var (admin, reader) = (await server.SignInAsync(Role.Admin), await server.SignInAsync(Role.Admin));
        for (var n = 0; n < ListScene.Usual; n++)
            await admin.GetAsync("/ops/outbox");
        // Whoever reads is in the list themselves.
        return new(reader, $"/admin/audit?actorId={admin.Id}", item => item.GetProperty("id").ToString(), Never);
    }

    private async Task<ListScene> HousekeepingAsync()
    {
        var admin = await server.SignInAsync(Role.Admin);
        var tasks = (await admin.GetAsync("/ops/housekeeping")).Items().Count();
        return new(admin, "/ops/housekeeping", item => item.Text("task"), Never, tasks);
    }

    private async Task<ListScene> TraceAsync()
    {
        var course = await server.CourseAsync(await server.SignInAsync(Role.Instructor));
        var trace = Guid.NewGuid().ToString("N");
        for (var n = 0; n < ListScene.Usual; n++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/courses/{course.Id}/modules");
            request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
            request.Content = JsonContent.Create(new { title = $"Module {n}" });
            using var answer = await course.Instructor.Http.SendAsync(request);
            await answer.ShouldBeAsync(201);
        }
        return new(
            await server.SignInAsync(Role.Admin),
            $"/ops/traces/{trace}",
            item => $"{item.Text("stream")} {item.Number("seq")}",
            Never
        );
    }

    private async Task<Person[]> PeopleAsync(int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => server.SignInAsync()));

    private static async Task<Guid> GroupAsync(Person owner, params Guid[] members) =>
        (
            await owner.PostAsync(
                "/chat/rooms",
                new
                {
                    type = "group",
                    title = "Group",
                    memberIds = members,
                },
                201
            )
        ).Id();

    private static async Task<List<Guid>> SayAsync(Person author, Guid room, Guid? replyTo = null)
    {
        var ids = new List<Guid>();
        while (ids.Count < ListScene.Usual)
        {
            var body = new { body = $"Said {ids.Count}", replyTo };
            ids.Add((await author.PostAsync($"/chat/rooms/{room}/messages", body, 201)).Id());
        }
        return ids;
    }

    private static string IdOf(JsonElement item) => item.Text("id");

    private async Task RunAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(server.Database);
        await using var command = database.CreateCommand(sql);
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
    }
}
