using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Catalog;

/// <summary>By what the catalog can be narrowed, counted over all courses; and how a course's learners do.</summary>
public sealed class FacetsTests : IAsyncLifetime
{
    private AcademyServer server = null!;

    public async Task InitializeAsync() => server = await AcademyServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Facets_count_every_published_course_and_no_draft()
    {
        var instructor = await server.SignInAsync(Role.Instructor);
        foreach (var category in new[] { "Web", "Web", "WEB ", "Databases" })
            await PublishAsync(category, category == "Databases" ? "advanced" : "beginner");
        await instructor.PostAsync("/courses", Course("Drafts", "intermediate"), 201);

        using var answer = await server.Http.GetAsync("/api/v1/catalog/facets");
        var facets = await answer.ShouldBeAsync(200);
        Assert.Equal(4, facets.Number("total"));
        Assert.Equal(
            [("Web", 3), ("Databases", 1)],
            facets.GetProperty("categories").EnumerateArray().Select(c => (c.Text("category"), c.Number("count")))
        );
        Assert.Equal(
            [("beginner", 3), ("advanced", 1)],
            facets.GetProperty("levels").EnumerateArray().Select(l => (l.Text("level"), l.Number("count")))
        );
        // A filter finds as many as it promises.
        var found = await instructor.GetAsync("/courses?category=Web");
        Assert.Equal(3, found.Items().Count());

        async Task PublishAsync(string category, string level)
        {
            var id = (await instructor.PostAsync("/courses", Course(category, level), 201)).Id();
            await instructor.PostAsync($"/courses/{id}/publish", null, 204);
        }

        static object Course(string category, string level) =>
            new
            {
                title = "A course",
                description = "About something.",
                category,
                level,
            };
    }

    [Fact]
    public async Task Figures_of_a_course_are_of_all_its_learners()
    {
        var instructor = await server.SignInAsync(Role.Instructor);
        var course = await server.CourseAsync(instructor, 0, 0);
        var (diligent, slow, idle, gone) = (
            await server.SignInAsync(),
            await server.SignInAsync(),
            await server.SignInAsync(),
            await server.SignInAsync()
        );
        var done = new List<Guid>();
        foreach (var learner in new[] { diligent, slow, idle, gone })
            done.Add(await learner.EnrollAsync(course));
        await CompleteAsync(diligent, done[0], 0);
        await CompleteAsync(diligent, done[0], 1);
        await CompleteAsync(slow, done[1], 0);
        await CompleteAsync(gone, done[3], 0);
        await gone.SendAsync(HttpMethod.Delete, "/me", new { password = gone.Password }, 204);

        var figures = await instructor.GetAsync($"/instructor/courses/{course.Id}/figures");
        Assert.Equal(
            (3, 2, 1, 3),
            (
                figures.Number("learners"),
                figures.Number("active"),
                figures.Number("finished"),
                figures.Number("completions")
            )
        );
        Assert.Equal(
            new Dictionary<Guid, int> { [course.Modules[0].Id] = 2, [course.Modules[1].Id] = 1 },
            figures
                .GetProperty("modules")
                .EnumerateArray()
                .ToDictionary(m => m.GetProperty("moduleId").GetGuid(), m => m.Number("completions"))
        );

        Task CompleteAsync(Person learner, Guid enrollment, int module) =>
            learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[module].Id}", null, 200);
    }

    [Fact]
    public async Task Figures_are_for_who_teaches_the_course()
    {
        var course = await server.CourseAsync(await server.SignInAsync(Role.Instructor), 1);
        var other = await server.SignInAsync(Role.Instructor);
        var refused = await other.GetAsync($"/instructor/courses/{course.Id}/figures", 403);
        Assert.Equal("catalog.not-your-course", refused.Text("code"));
        await other.GetAsync($"/instructor/courses/{Guid.NewGuid()}/figures", 404);
        var empty = await (await server.SignInAsync(Role.Admin)).GetAsync($"/instructor/courses/{course.Id}/figures");
        Assert.Equal(0, empty.Number("learners"));
    }
}
