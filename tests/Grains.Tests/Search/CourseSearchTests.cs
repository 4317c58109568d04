using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Search;
using Academy.Grains.Tests.Chat;
using Academy.Journal.Projections;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Search;

/// <summary>Courses are found by their words in every script, on real databases.</summary>
public sealed class CourseSearchTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    private ICatalogQueries Queries => academy.Services.GetRequiredService<ICatalogQueries>();

    public Task InitializeAsync() => StartAsync(locale: null);

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("tr-TR")]
    public async Task A_course_is_found_in_every_script_whatever_the_locale_of_the_database_is(string? locale)
    {
        if (locale is not null)
        {
            await academy.DisposeAsync();
            await StartAsync(locale);
        }
        await PublishAsync("Математика и физика", category: "ИНФОРМАТИКА");
        await PublishAsync("Créativité", category: "Économie");
        await PublishAsync("我家在上海东边。");
        await PublishAsync("Sockets", description: "From client/server to TCP/IP, with foo_bar.baz(qux)");
        await PublishAsync("ASP.NET Core");
        await PublishAsync("C++ for everyone", category: "IT & INTERNET");
        await PublishAsync("Vitamin C");

        await Finds("математика", "Математика и физика");
        await Finds("creativite", "Créativité");
        await Finds("economie", "Créativité");
        await Finds("上海", "我家在上海东边。");
        await Finds("server", "Sockets");
        await Finds("IP", "Sockets");
        await Finds("foo_bar", "Sockets");
        await Finds("server ip", "Sockets");
        await Finds("server vitamin");
        await Finds("net", "ASP.NET Core");
        await Finds("C++", "C++ for everyone");
        await Finds("C", "Vitamin C", "C++ for everyone");

        await Lists("информатика", "Математика и физика");
        await Lists("economie", "Créativité");
        await Lists("it & internet", "C++ for everyone");
        await Lists("internet");
    }

    [Fact]
    public async Task The_whole_title_comes_first_then_its_words_then_those_of_the_description()
    {
        await PublishAsync("Gardening", description: "Less rust on your tools, and algebra");
        await PublishAsync("Rust");
        await PublishAsync("Rusty nails");
        await PublishAsync("Advanced Rust");
        await PublishAsync("Rúst");
        string[] ranked = ["Rust", "Rúst", "Advanced Rust", "Rusty nails", "Gardening"];
        await Finds("rust", ranked);
        Assert.Equal(ranked, await Pages("rust", limit: 1));
        Assert.Equal(ranked, await Pages("rust", limit: 2));
    }

    [Fact]
    public async Task A_slip_of_the_pen_finds_what_is_alike_when_nothing_else_is_found()
    {
        await PublishAsync("Mathematics");
        await PublishAsync("Gardening");
        await PublishAsync("Créativité");
        await Finds("matematics", "Mathematics");
        await Finds("gardning", "Gardening");
        await Finds("kreativite", "Créativité");
        await Finds("xylophone");
        await Finds("xx");
    }

    [Fact]
    public async Task Neighbours_are_looked_up_in_the_text_and_no_page_is_empty()
    {
        await PublishAsync("上海的和海东边");
        await PublishAsync("上海东");
        await PublishAsync("bar foo");
        await PublishAsync("foo_bar");
        await Finds("上海东", "上海东");
        await Finds("foo_bar", "foo_bar");
        Assert.Equal(["上海东"], await Pages("上海东", limit: 1));
    }

    [Fact]
    public async Task Courses_of_an_older_version_get_their_words_and_a_rebuild_has_the_same()
    {
        for (var n = 0; n < 3; n++)
            await PublishAsync($"Алгебра {n}", category: "Науки", description: "Для всех");
        var before = await TableAsync();
        await academy.RunAsync("update courses set tokens = null");
        await Finds("алгебра");
        await Lists("науки");
        var fill = academy.Services.GetRequiredService<SearchFill>();
        Assert.Equal(3, await fill.FillAsync(TimeSpan.FromMinutes(1), default));
        Assert.Equal(0, await fill.FillAsync(TimeSpan.FromMinutes(1), default));
        Assert.Equal(before, await TableAsync());
        await academy.Services.GetRequiredService<ProjectionRebuild>().RunAsync(null, default);
        Assert.Equal(before, await TableAsync());
        await Finds("алг", "Алгебра 2", "Алгебра 1", "Алгебра 0");
    }

    private async Task StartAsync(string? locale) =>
        academy = await RunningAcademy.StartAsync(await Databases.NewAsync(locale));

    private async Task PublishAsync(string title, string category = "Testing", string description = "")
    {
        var id = Guid.NewGuid();
        var caller = academy.Instructor;
        var course = academy.Grains.GetGrain<ICourseGrain>(GrainKey.Of(caller.Organization, id));
        var create = new CreateCourse(title, description, category, CourseLevel.Beginner);
        Accept(await course.Create(caller, null, create));
        Accept(await course.AddModule(caller, null, new AddModule(new ModuleId(Guid.NewGuid()), "One", null, null)));
        Accept(await course.Publish(caller, null));
    }

    private async Task Finds(string asked, params string[] titles) =>
        Assert.Equal(titles, await Pages(asked, limit: 50));

    private async Task Lists(string category, params string[] titles)
    {
        var search = new CourseSearch(null, category, null);
        var page = await Queries.Search(OrganizationId.Default, search, new PageRequest(50, null), default);
        Assert.Equal(titles, page.Items.Select(c => c.Title));
    }

    private async Task<List<string>> Pages(string asked, int limit)
    {
        var titles = new List<string>();
        string? cursor = null;
        do
        {
            var search = new CourseSearch(asked, null, null);
            var page = await Queries.Search(OrganizationId.Default, search, new PageRequest(limit, cursor), default);
            Assert.True(page.Items.Count > 0 || cursor is null, "A page is empty although one before it goes on.");
            titles.AddRange(page.Items.Select(c => c.Title));
            cursor = page.NextCursor;
        } while (cursor is not null);
        return titles;
    }

    private Task<string> TableAsync() =>
        academy.QueryAsync<string>("select string_agg(c::text, E'\\n' order by id) from courses c");
}
