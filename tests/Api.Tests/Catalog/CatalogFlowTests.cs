using System.Net;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Catalog;

[Collection(OnSharedServer.Name)]
public sealed class CatalogFlowTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_course_is_built_published_and_found()
    {
        var instructor = await Server.SignInAsync(Role.Instructor);
        using var created = await instructor.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/courses",
            Academies.NewCourse("Distributed Zebras")
        );
        var id = (await created.ShouldBeAsync(201)).Id();
        Assert.Equal($"/api/v1/courses/{id}", created.Headers.Location?.ToString());
        var module = (
            await instructor.PostAsync($"/courses/{id}/modules", new { title = "Stripes", order = 1 }, 201)
        ).Id();
        await instructor.PostAsync(
            $"/courses/{id}/modules/{module}/lessons",
            new
            {
                title = "Why",
                kind = "video",
                content = "…\n…",
                durationMinutes = 12,
            },
            201
        );

        using (var early = await Server.Http.GetAsync($"/api/v1/courses/{id}"))
            await early.ShouldBeProblemAsync(404, "catalog.course-not-found");
        await instructor.PostAsync($"/courses/{id}/publish", null, 204);

        using var read = await Server.Http.GetAsync($"/api/v1/courses/{id}");
        var course = await read.ShouldBeAsync(200);
        Assert.Equal("Distributed Zebras", course.Text("title"));
        var lesson = course.GetProperty("modules")[0].GetProperty("lessons")[0];
        Assert.Equal("video", lesson.Text("kind"));
        Assert.Equal(12, lesson.Number("durationMinutes"));

        using var found = await Server.Http.GetAsync("/api/v1/courses?search=zebra&category=web&level=beginner");
        var page = await found.ShouldBeAsync(200);
        Assert.Equal(["items", "nextCursor"], page.Names());
        var item = Assert.Single(page.Items());
        Assert.Equal(id, item.Id());
        Assert.Equal(1, item.Number("moduleCount"));
    }

    [Fact]
    public async Task A_course_is_found_without_case_and_accents_and_its_pages_go_on()
    {
        var instructor = await Server.SignInAsync(Role.Instructor);
        var word = $"Créativité{instructor.Id:N}";
        for (var n = 0; n < 3; n++)
        {
            var id = (await instructor.PostAsync("/courses", Academies.NewCourse($"{word} {n}"), 201)).Id();
            await instructor.PostAsync($"/courses/{id}/modules", new { title = "One", order = 1 }, 201);
            await instructor.PostAsync($"/courses/{id}/publish", null, 204);
        }
        var asked = $"/courses?limit=2&category=wEB&search=CREATIVITE{instructor.Id:N}";
        var first = await instructor.GetAsync(asked);
        var second = await instructor.GetAsync($"{asked}&cursor={first.Text("nextCursor")}");
        Assert.Equal(
            [$"{word} 2", $"{word} 1", $"{word} 0"],
            first.Items().Concat(second.Items()).Select(c => c.Text("title"))
        );
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task Instructors_list_their_own_courses_with_drafts()
    {
        var instructor = await Server.SignInAsync(Role.Instructor);
        var draft = (await instructor.PostAsync("/courses", Academies.NewCourse("A draft"), 201)).Id();
        var published = await Server.CourseAsync(instructor);
        var items = (await instructor.GetAsync("/instructor/courses")).Items().ToList();
        Assert.Equal([published.Id, draft], items.Select(i => i.Id()));
        Assert.Equal(["published", "draft"], items.Select(i => i.Text("status")));
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_and_each_course_once()
    {
        var instructor = await Server.SignInAsync(Role.Instructor);
        for (var i = 0; i < 5; i++)
            await instructor.PostAsync("/courses", Academies.NewCourse($"Course {i}"), 201);
        var titles = new List<string>();
        string? cursor = null;
        do
        {
            var page = await instructor.GetAsync($"/instructor/courses?limit=2&cursor={cursor}");
            titles.AddRange(page.Items().Select(i => i.Text("title")));
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        Assert.Equal(["Course 4", "Course 3", "Course 2", "Course 1", "Course 0"], titles);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=many")]
    [InlineData("cursor=abc")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("cursor=%00")]
    [InlineData("level=expert")]
    [InlineData("level=Beginner,Advanced")]
    [InlineData("search=%00")]
    [InlineData("category=a%0Ab")]
    public async Task What_cannot_be_asked_for_is_refused(string query)
    {
        using var answer = await Server.Http.GetAsync($"/api/v1/courses?{query}");
        var problem = await answer.ShouldBeProblemAsync(400, "request.validation");
        Assert.Equal([query.Split('=')[0]], problem.GetProperty("errors").Names());
    }

    [Fact]
    public async Task A_cursor_of_one_list_does_not_open_another()
    {
        var instructor = await Server.SignInAsync(Role.Instructor);
        for (var i = 0; i < 2; i++)
            await instructor.PostAsync("/courses", Academies.NewCourse(), 201);
        var cursor = (await instructor.GetAsync("/instructor/courses?limit=1")).Text("nextCursor");
        await instructor.GetAsync($"/instructor/courses?limit=1&cursor={cursor}");
        await instructor.GetAsync($"/courses?limit=1&cursor={cursor}", 400);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_course_that_is_handed_over_again_under_the_same_key_is_handed_over_once(bool byAdmin)
    {
        var (teacher, next) = (await Server.SignInAsync(Role.Instructor), await Server.SignInAsync(Role.Instructor));
        var course = await Server.CourseAsync(teacher);
        var caller = byAdmin ? await Server.SignInAsync(Role.Admin) : teacher;
        var path = $"/courses/{course.Id}/instructor";
        for (var time = 0; time < 2; time++)
            await caller.SendAsync(HttpMethod.Put, path, new { userId = next.Id }, 204, key: "hand-over");
        await caller.SendAsync(HttpMethod.Put, path, new { userId = teacher.Id }, 422, key: "hand-over");
        Assert.Equal(next.Id, (await next.GetAsync($"/courses/{course.Id}")).Id("instructorId"));
    }

    [Fact]
    public async Task A_reader_who_has_the_course_already_is_told_so()
    {
        var course = await Server.CourseAsync(await Server.SignInAsync(Role.Instructor), 1);
        using var first = await Server.Http.GetAsync($"/api/v1/courses/{course.Id}");
        Assert.NotNull(first.Headers.ETag);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/courses/{course.Id}");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag);
        using var second = await Server.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());

        await course.Instructor.PostAsync($"/courses/{course.Id}/modules", new { title = "New" }, 201);
        await course.Instructor.PostAsync($"/courses/{course.Id}/publish", null, 204);
        using var stale = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/courses/{course.Id}");
        stale.Headers.IfNoneMatch.Add(first.Headers.ETag);
        using var third = await Server.Http.SendAsync(stale);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task Another_instructor_may_not_change_a_course()
    {
        var course = await Server.CourseAsync(await Server.SignInAsync(Role.Instructor), 1);
        var other = await Server.SignInAsync(Role.Instructor);
        using var answer = await other.Http.SendJsonAsync(
            HttpMethod.Post,
            $"/api/v1/courses/{course.Id}/modules",
            new { title = "Mine" }
        );
        await answer.ShouldBeProblemAsync(403, "catalog.not-your-course");
    }

    [Theory]
    [InlineData("link", "javascript:alert(document.cookie)")]
    [InlineData("link", "data:text/html,<b>")]
    [InlineData("link", "see example.org")]
    [InlineData("video", "javascript:alert(1)")]
    public async Task A_lesson_s_link_leads_to_the_web(string kind, string content)
    {
        var instructor = await Server.SignInAsync(Role.Instructor);
        var course = await Server.CourseAsync(instructor, 0);
        var path = $"/courses/{course.Id}/modules/{course.Modules[0].Id}/lessons";
        using var refused = await instructor.Http.SendJsonAsync(
            HttpMethod.Post,
            $"/api/v1{path}",
            new
            {
                title = "Lesson",
                kind,
                content,
            }
        );
        await refused.ShouldBeProblemAsync(400, "catalog.link-invalid");
        await instructor.PostAsync(
            path,
            new
            {
                title = "Lesson",
                kind,
                content = "https://example.org/",
            },
            201
        );
    }

    [Fact]
    public async Task A_repeated_create_meets_the_first_and_another_request_under_its_key_is_refused()
    {
        var instructor = await Server.SignInAsync(Role.Instructor);
        var first = await instructor.PostAsync("/courses", Academies.NewCourse("Once"), 201, key: "create-1");
        var second = await instructor.PostAsync("/courses", Academies.NewCourse("Once"), 201, key: "create-1");
        Assert.Equal(first.Id(), second.Id());
        Assert.Single((await instructor.GetAsync("/instructor/courses")).Items());

        using var other = await instructor.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/courses",
            Academies.NewCourse("Another"),
            key: "create-1"
        );
        await other.ShouldBeProblemAsync(422, "request.key-reused");
    }
}
