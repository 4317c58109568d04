using Academy.Testing;

namespace Academy.Web.Tests;

[Collection(nameof(Browsers))] // One after the other: each has browsers of its own.
public sealed class MainJobTests
{
    [Fact]
    public async Task A_learner_completes_modules_and_everybody_entitled_sees_it_live_even_across_a_crash()
    {
        using var academy = new AcademyProcess(await TestPostgres.NewDatabaseAsync());
        await academy.StartAsync();
        await using var browsers = Browsers.Open("main-job.mjs", academy);

        await browsers.SeeThatAsync("the demo learner and the demo instructor log in, each in a browser of their own");
        await browsers.SeeThatAsync("the learner opens a course of the instructor, who watches it");
        await browsers.SeeThatAsync("the learner completes a module, and both see it at once");

        await academy.KillAsync();
        await browsers.SeeThatAsync("both pages say that they are reconnecting");
        await browsers.SeeThatAsync("a completion that cannot be sent is kept, and says so");

        await academy.StartAsync();
        await browsers.SeeThatAsync("both pages reconnect by themselves and have lost nothing");
        await browsers.SeeThatAsync("the learner completes a module, and both see it at once");

        await browsers.SeeThatAsync(
            "the learner completes two courses and climbs the board before the instructor’s eyes"
        );

        await browsers.SeeThatAsync("an operator sees the processes, and looks at the learner’s grain");
        await browsers.SeeThatAsync("an operator is shown a problem, and follows its trace to what the request wrote");
        await browsers.SeeThatAsync("no page is wider than a phone, and none has a serious accessibility violation");
        await browsers.SeeThatAsync("no page has complained in the console");
    }
}
