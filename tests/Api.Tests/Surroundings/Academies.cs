using System.Text.Json;
using Academy.Accounts;

namespace Academy.Api.Tests.Surroundings;

/// <summary>Things that many tests begin with.</summary>
internal static class Academies
{
    /// <summary>A published course.</summary>
    /// <param name="server">Where.</param>
    /// <param name="instructor">Whose it is.</param>
    /// <param name="lessons">How many lessons each of its modules has.</param>
    public static async Task<TestCourse> CourseAsync(this AcademyServer server, Person instructor, params int[] lessons)
    {
        Assert.NotNull(server);
        var course = (await instructor.PostAsync("/courses", NewCourse(), 201)).Id();
        var modules = new List<TestModule>();
        foreach (var count in lessons)
        {
            var module = (
                await instructor.PostAsync(
                    $"/courses/{course}/modules",
                    new { title = $"Module {modules.Count + 1}" },
                    201
                )
            ).Id();
            var ids = new List<Guid>();
            for (var i = 0; i < count; i++)
            {
                ids.Add(
                    (
                        await instructor.PostAsync(
                            $"/courses/{course}/modules/{module}/lessons",
                            new { title = $"Lesson {i + 1}", kind = "text" },
                            201
                        )
                    ).Id()
                );
            }
            modules.Add(new TestModule(module, ids));
        }
        await instructor.PostAsync($"/courses/{course}/publish", null, 204);
        return new TestCourse(course, instructor, modules);
    }

    /// <summary>
    /// Enrolls, and waits until the learner's stream knows of the course's room: what comes after has numbers to count
    /// on.
    /// </summary>
    public static async Task<Guid> EnrollAsync(this Person learner, TestCourse course)
    {
        var enrollment = (await learner.PostAsync($"/courses/{course.Id}/enroll", null, 201)).Id();
        for (var look = 0; !await JournalText.HasJoinedAsync(learner.Database, learner.Id, course.Id); look++)
        {
            Assert.True(look < 1_500, "The learner was not told of the course's room within 30 s.");
            await Task.Delay(20);
        }
        return enrollment;
    }

    public static object NewCourse(string title = "Web Development") =>
        new
        {
            title,
            description = "From the first page to the first deployment.",
            category = "Web",
            level = "beginner",
        };

    public static async Task<(TestCourse Course, Person Learner, Guid Enrollment)> EnrolledAsync(
        this AcademyServer server,
        params int[] lessons
    )
    {
        var course = await server.CourseAsync(await server.SignInAsync(Role.Instructor), lessons);
        var learner = await server.SignInAsync();
        return (course, learner, await learner.EnrollAsync(course));
    }

    public static IEnumerable<JsonElement> Items(this JsonElement page) => page.GetProperty("items").EnumerateArray();
}

internal sealed record TestCourse(Guid Id, Person Instructor, IReadOnlyList<TestModule> Modules);

internal sealed record TestModule(Guid Id, IReadOnlyList<Guid> Lessons);
