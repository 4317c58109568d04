using System.Diagnostics;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Learning;

[Collection(OnSharedServer.Name)]
public sealed class ProgressFlowTests(SharedServer shared)
{
    private static readonly string[] Record =
    [
        "id",
        "enrollmentId",
        "moduleId",
        "completed",
        "startedAt",
        "completedAt",
        "secondsSpent",
    ];

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Enrolling_twice_is_enrolling_once()
    {
        var course = await Server.CourseAsync(await Server.SignInAsync(Role.Instructor), 0);
        var learner = await Server.SignInAsync();
        var first = await learner.PostAsync($"/courses/{course.Id}/enroll", null, 201);
        Assert.Equal(["id", "courseId", "userId", "status", "enrolledAt", "completedVersion"], first.Names());
        Assert.Equal("active", first.Text("status"));
        Assert.Equal(learner.Id, first.Id("userId"));
        var second = await learner.PostAsync($"/courses/{course.Id}/enroll", null, 200);
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(first.Id(), Assert.Single((await learner.GetAsync("/enrollments")).Items()).Id());
    }

    [Fact]
    public async Task Starting_a_module_makes_one_record()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0);
        var body = new { enrollmentId = enrollment, moduleId = course.Modules[0].Id };
        var first = await learner.PostAsync("/progress", body, 201);
        Assert.Equal(Record, first.Names());
        Assert.False(first.GetProperty("completed").GetBoolean());
        var second = await learner.PostAsync("/progress", body, 201);
        Assert.Equal(first.Id(), second.Id());
        Assert.Single((await learner.GetAsync("/progress/my-progress")).Items());
    }

    [Fact]
    public async Task Completing_a_module_answers_the_progress_of_the_course()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0, 0);
        var done = await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}", null, 200);
        Assert.Equal(
            ["id", "enrollmentId", "moduleId", "completed", "completedAt", "courseProgress", "seq"],
            done.Names()
        );
        Assert.True(done.GetProperty("completed").GetBoolean());
        var progress = done.GetProperty("courseProgress");
        Assert.Equal(["totalModules", "completedModules", "percent"], progress.Names());
        Assert.Equal(
            (3, 1, 33),
            (progress.Number("totalModules"), progress.Number("completedModules"), progress.Number("percent"))
        );

        var again = await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}", null, 200);
        Assert.Equal(done.Id(), again.Id());
    }

    [Fact]
    public async Task Completing_everything_completes_the_enrollment()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 2);
        await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}", null, 200);
        var lessons = course.Modules[1].Lessons;
        var first = await learner.PostAsync($"/lessons/{lessons[0]}/complete", new { enrollmentId = enrollment }, 200);
        Assert.Equal(["lessonId", "completed", "completedAt", "seq"], first.Names());
        await learner.PostAsync($"/lessons/{lessons[1]}/complete", new { enrollmentId = enrollment }, 200);

        var detail = await learner.GetAsync($"/progress/course/{enrollment}");
        Assert.Equal(
            ["enrollmentId", "courseId", "totalModules", "completedModules", "percent", "status", "modules", "version"],
            detail.Names()
        );
        Assert.Equal(
            ["moduleId", "title", "order", "completed", "completedAt", "isNew"],
            detail.GetProperty("modules")[0].Names()
        );
        Assert.Equal((100, "completed"), (detail.Number("percent"), detail.Text("status")));
    }

    [Fact]
    public async Task A_module_with_lessons_left_is_not_completed_directly()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(1);
        using var answer = await learner.Http.SendJsonAsync(
            HttpMethod.Post,
            $"/api/v1/progress/mark-completed/{enrollment}/{course.Modules[0].Id}"
        );
        await answer.ShouldBeProblemAsync(409, "progress.lessons-remaining");
    }

    [Fact]
    public async Task A_record_takes_time_spent_and_completes()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0);
        var record = (
            await learner.PostAsync(
                "/progress",
                new { enrollmentId = enrollment, moduleId = course.Modules[0].Id },
                201
            )
        ).Id();
        Assert.Equal(
            90,
            (await learner.PatchAsync($"/progress/{record}", new { secondsSpent = 90 })).Number("secondsSpent")
        );
        var done = await learner.PatchAsync($"/progress/{record}", new { completed = true, secondsSpent = 30 });
        Assert.Equal((120, true), (done.Number("secondsSpent"), done.GetProperty("completed").GetBoolean()));
        using var reopened = await learner.Http.SendJsonAsync(
            HttpMethod.Patch,
            $"/api/v1/progress/{record}",
            new { completed = false }
        );
        await reopened.ShouldBeProblemAsync(409, "progress.cannot-reopen");
    }

    [Fact]
    public async Task Nobody_learns_for_a_day_in_a_moment()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0);
        var started = Stopwatch.GetTimestamp();
        foreach (var module in course.Modules)
        {
            var record = (
                await learner.PostAsync("/progress", new { enrollmentId = enrollment, moduleId = module.Id }, 201)
            ).Id();
            for (var reports = 0; reports < 3; reports++)
                await learner.PatchAsync($"/progress/{record}", new { secondsSpent = 86_400 });
        }
        var records = (await learner.GetAsync($"/progress/enrollment/{enrollment}")).Items();
        Assert.InRange(
            records.Sum(record => record.Number("secondsSpent")),
            1,
            125 + Stopwatch.GetElapsedTime(started).TotalSeconds
        );
    }

    [Fact]
    public async Task Whoever_teaches_a_course_earns_nothing_in_it_and_is_none_of_its_learners()
    {
        var teacher = await Server.SignInAsync(Role.Instructor);
        var course = await Server.CourseAsync(teacher, 1, 0);
        var enrollment = (await teacher.PostAsync($"/courses/{course.Id}/enroll", null, 201)).Id();
        var lesson = course.Modules[0].Lessons[0];
        await teacher.PostAsync($"/lessons/{lesson}/complete", new { enrollmentId = enrollment }, 200);
        var done = await teacher.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[1].Id}", null, 200);
        Assert.Equal(100, done.GetProperty("courseProgress").Number("percent"));

        Assert.Equal(0, (await teacher.GetAsync("/gamification/me")).Number("xp"));
        var board = await teacher.GetAsync($"/gamification/leaderboard?courseId={course.Id}");
        Assert.Empty(board.GetProperty("entries").EnumerateArray());
        var listed = (await teacher.GetAsync("/instructor/courses")).Items().Single();
        Assert.Equal(0, listed.Number("enrolledCount"));

        // Elsewhere they learn like everybody else.
        var other = await Server.CourseAsync(await Server.SignInAsync(Role.Instructor), 1);
        var learning = (await teacher.PostAsync($"/courses/{other.Id}/enroll", null, 201)).Id();
        var first = other.Modules[0].Lessons[0];
        await teacher.PostAsync($"/lessons/{first}/complete", new { enrollmentId = learning }, 200);
        Assert.True((await teacher.GetAsync("/gamification/me")).Number("xp") >= 50);
    }

    [Fact]
    public async Task Time_reported_twice_under_one_key_counts_once()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0);
        var record = (
            await learner.PostAsync(
                "/progress",
                new { enrollmentId = enrollment, moduleId = course.Modules[0].Id },
                201
            )
        ).Id();
        var first = await learner.PatchAsync($"/progress/{record}", new { secondsSpent = 60 }, key: "time-1");
        var second = await learner.PatchAsync($"/progress/{record}", new { secondsSpent = 60 }, key: "time-1");
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(60, second.Number("secondsSpent"));
        using var other = await learner.Http.SendJsonAsync(
            HttpMethod.Patch,
            $"/api/v1/progress/{record}",
            new { secondsSpent = 61 },
            key: "time-1"
        );
        await other.ShouldBeProblemAsync(422, "request.key-reused");
    }

    [Fact]
    public async Task Overall_progress_adds_up_the_courses()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0, 0, 0, 0, 0, 0);
        foreach (var module in course.Modules.Take(5))
            await learner.PostAsync($"/progress/mark-completed/{enrollment}/{module.Id}", null, 200);
        var overall = await learner.GetAsync("/progress/overall");
        Assert.Equal(["totalCourses", "totalModules", "completedModules", "percent", "courses"], overall.Names());
        Assert.Equal(
            (1, 7, 5, 71),
            (
                overall.Number("totalCourses"),
                overall.Number("totalModules"),
                overall.Number("completedModules"),
                overall.Number("percent")
            )
        );
        var entry = overall.GetProperty("courses")[0];
        Assert.Equal(
            (course.Id, 5, 7, 71),
            (entry.Id("courseId"), entry.Number("completed"), entry.Number("total"), entry.Number("percent"))
        );
    }

    [Theory]
    [InlineData("/progress/enrollment/")]
    [InlineData("/progress/course/")]
    public async Task An_enrollment_is_read_by_the_learner_the_courses_instructor_and_admins_only(string path)
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0);
        await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}", null, 200);

        var own = (await learner.GetAsync(path + enrollment)).ToString();
        Assert.Equal(own, (await course.Instructor.GetAsync(path + enrollment)).ToString());
        Assert.Equal(own, (await (await Server.SignInAsync(Role.Admin)).GetAsync(path + enrollment)).ToString());
        foreach (var stranger in new[] { await Server.SignInAsync(), await Server.SignInAsync(Role.Instructor) })
        {
            using var answer = await stranger.Http.GetAsync($"/api/v1{path}{enrollment}");
            await answer.ShouldBeProblemAsync(404, "progress.enrollment-not-found");
        }
    }

    [Fact]
    public async Task Other_peoples_enrollments_and_records_do_not_exist()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 1);
        var module = course.Modules[0].Id;
        var record = (
            await learner.PostAsync("/progress", new { enrollmentId = enrollment, moduleId = module }, 201)
        ).Id();
        foreach (var role in Enum.GetValues<Role>())
        {
            var other = await Server.SignInAsync(role);
            await other.PostAsync("/progress", new { enrollmentId = enrollment, moduleId = module }, 404);
            await other.PostAsync($"/progress/mark-completed/{enrollment}/{module}", null, 404);
            await other.PatchAsync($"/progress/{record}", new { completed = true }, 404);
            await other.PostAsync(
                $"/lessons/{course.Modules[1].Lessons[0]}/complete",
                new { enrollmentId = enrollment },
                404
            );
        }
        Assert.False(
            (await learner.GetAsync("/progress/my-progress")).Items().Single().GetProperty("completed").GetBoolean()
        );
    }

    [Fact]
    public async Task Admins_page_through_all_records_of_their_organization_only()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0, 0);
        foreach (var module in course.Modules)
            await learner.PostAsync($"/progress/mark-completed/{enrollment}/{module.Id}", null, 200);
        var admin = await Server.SignInAsync(Role.Admin);
        var page = await admin.GetAsync("/progress?limit=1");
        var next = await admin.GetAsync($"/progress?limit=1&cursor={page.Text("nextCursor")}");
        Assert.NotEqual(page.Items().Single().Id(), next.Items().Single().Id());
        Assert.Equal(learner.Id, page.Items().Single().Id("userId"));

        var elsewhere = await Server.SignInAsync(Role.Admin, new OrganizationId("elsewhere"));
        Assert.Empty((await elsewhere.GetAsync("/progress")).Items());
        await elsewhere.GetAsync($"/progress/enrollment/{enrollment}", 404);
        await elsewhere.GetAsync($"/courses/{course.Id}", 404);
    }
}
