using Academy.Testing;

namespace Academy.Web.Tests;

[Collection(nameof(Browsers))] // Alone: what it measures takes all there is.
public sealed class SpeedTests
{
    [Fact]
    public async Task Pages_are_drawn_in_time_on_a_slow_phone()
    {
        using var academy = new AcademyProcess(await TestPostgres.NewDatabaseAsync());
        await academy.StartAsync();
        await using var browsers = Browsers.Open("speed.mjs", academy);

        await browsers.SeeThatAsync("a learner logs in");
        await browsers.SeeThatAsync("every page is measured, the first time and again");
        await browsers.SeeThatAsync("nothing moves while a page is loaded");
        await browsers.SeeThatAsync("all the JavaScript of a first visit is small");
        await browsers.SeeThatAsync("pages are drawn in time");
        await browsers.SeeThatAsync("no page has complained in the console");
    }
}
