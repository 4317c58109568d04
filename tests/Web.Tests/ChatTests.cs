using Academy.Testing;

namespace Academy.Web.Tests;

[Collection(nameof(Browsers))]
public sealed class ChatTests
{
    [Fact]
    public async Task Two_people_write_to_each_other_and_what_one_wrote_offline_arrives_once()
    {
        // The long conversation is written faster than a person may.
        using var academy = new AcademyProcess(
            await TestPostgres.NewDatabaseAsync(),
            ("RateLimiting__Enabled", "false")
        );
        await academy.StartAsync();
        await using var browsers = Browsers.Open("chat.mjs", academy);

        await browsers.SeeThatAsync("two people log in, each in a browser of their own");
        await browsers.SeeThatAsync("one finds the other and writes, and the other sees it wherever they are");
        await browsers.SeeThatAsync("both see who is there, who writes, who has read, and how they like it");
        await browsers.SeeThatAsync(
            "one goes offline, writes, closes the tab and comes back: it is sent once, in order"
        );
        await browsers.SeeThatAsync("a draft is on the other device, and goes when it is sent");
        await browsers.SeeThatAsync("a message is answered in a thread, edited and deleted");
        await browsers.SeeThatAsync("a picture is sent, and shown to the other through its link");
        await browsers.SeeThatAsync("hostile words run nothing and are shown as the text they are");
        await browsers.SeeThatAsync(
            "a moderator forbids a word: the message with it stays with its author, who discards it"
        );
        await browsers.SeeThatAsync(
            "a long conversation is drawn in parts, its beginning is a scroll away, and a word in it is found"
        );
        await browsers.SeeThatAsync("who is removed sees no more of it at once");
        await browsers.SeeThatAsync(
            "no page of the chat is wider than a phone, and none has a serious accessibility violation"
        );
        await browsers.SeeThatAsync("no page has complained in the console");
    }
}
