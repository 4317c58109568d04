using Academy.Testing;

namespace Academy.Web.Tests;

[Collection(nameof(Browsers))]
public sealed class LanguagesTests
{
    [Fact]
    public async Task Pages_speak_the_language_of_the_person()
    {
        using var academy = new AcademyProcess(await TestPostgres.NewDatabaseAsync());
        await academy.StartAsync();
        await using var browsers = Browsers.Open("languages.mjs", academy);

        await browsers.SeeThatAsync("the demo accounts log in");
        await browsers.SeeThatAsync("every text of every page is in a catalogue");
        await browsers.SeeThatAsync("every page is sound from right to left");
        await browsers.SeeThatAsync("a refusal is said in the language of the person");
        await browsers.SeeThatAsync("no page has complained in the console");
    }
}
