using Academy.Testing;

namespace Academy.Web.Tests;

[Collection(nameof(Browsers))]
public sealed class PagesTests
{
    [Fact]
    public async Task Pages_keep_their_place_and_say_what_they_cannot_show()
    {
        using var academy = new AcademyProcess(await TestPostgres.NewDatabaseAsync());
        await academy.StartAsync();
        await using var browsers = Browsers.Open("pages.mjs", academy);

        await browsers.SeeThatAsync("the demo accounts log in, each in a browser of their own");
        await browsers.SeeThatAsync("an unknown address says so in the heading of its page");
        await browsers.SeeThatAsync(
            "Back leads to the place in the list that one left, with every page of it that was loaded"
        );
        await browsers.SeeThatAsync("no page reads the same twice");
        await browsers.SeeThatAsync(
            "while the cluster does not answer, its page shows the problem and does not flicker"
        );
        await browsers.SeeThatAsync(
            "a page that was never opened says offline that it cannot be, and comes with the connection"
        );
        await browsers.SeeThatAsync("a refused completion leaves the title of the lesson its width");
        await browsers.SeeThatAsync("what XP are for is said as they are earned");
        await browsers.SeeThatAsync("whoever teaches a course is led to its learners, not asked to enroll");
        await browsers.SeeThatAsync("a menu obeys End, Home, letters and Escape, and Tab leaves it closed");
        await browsers.SeeThatAsync("Ctrl+K leads by a few letters to a page, a lesson, a conversation and a person");
        await browsers.SeeThatAsync("what is chosen in the settings is kept, and shown at once");
        await browsers.SeeThatAsync("no script can read what keeps somebody logged in");
        await browsers.SeeThatAsync(
            "lessons finished offline outlive the tab, are sent once when it is back, and the teacher sees them"
        );
        await browsers.SeeThatAsync("progress is seen in forced colors");
        await browsers.SeeThatAsync("a printed course has every lesson, and nothing to be pressed");
        await browsers.SeeThatAsync(
            "the live page of a course counts all its learners, not those of the latest events"
        );
        await browsers.SeeThatAsync("what is said of a lost connection covers nothing of a conversation");
        await browsers.SeeThatAsync("enlarged to 400 %, a page that is scrolled has the window to itself");
        await browsers.SeeThatAsync("no page has complained in the console");
    }
}
