using Academy.Testing;

namespace Academy.Web.Tests;

[Collection(nameof(Browsers))]
public sealed class OfflineTests
{
    [Fact]
    public async Task Without_a_connection_courses_are_read_and_what_is_done_arrives_later()
    {
        using var academy = new AcademyProcess(await TestPostgres.NewDatabaseAsync());
        await academy.StartAsync();
        await using var browsers = Browsers.Open("offline.mjs", academy);

        await browsers.SeeThatAsync("a learner and a teacher log in, each in a browser of their own");
        await browsers.SeeThatAsync("the academy is an app that can be installed");
        await browsers.SeeThatAsync(
            "a page whose file was never loaded opens offline, and says what is missing, with a way back"
        );
        await browsers.SeeThatAsync(
            "a course that was never visited is read offline, and by nobody else on this device"
        );
        await browsers.SeeThatAsync(
            "three lessons finished offline in a course never visited count once each, the tab closed in between"
        );
        await browsers.SeeThatAsync("settings that were changed offline are shown, outlive the tab and arrive");
        await browsers.SeeThatAsync("what was refused says why in the list, can be tried again, and is discarded");
        await browsers.SeeThatAsync("a message that was edited offline says so, and is edited for the others later");
        await browsers.SeeThatAsync(
            "a new version is offered where nothing is being typed, and taken by the tab that asks for it"
        );
        await browsers.SeeThatAsync("no page has complained in the console");
    }
}
