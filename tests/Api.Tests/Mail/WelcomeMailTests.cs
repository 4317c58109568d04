using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.Mail;

/// <summary>The first mail that somebody gets, as it arrives at somebody else's server.</summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class WelcomeMailTests : IAsyncLifetime
{
    private MailServer mail = null!;
    private AcademyServer academy = null!;

    public async Task InitializeAsync()
    {
        mail = await MailServer.StartAsync();
        academy = await AcademyServer.StartAsync([
            .. mail.Settings,
            "--Outbox:Sweep=00:00:00.1",
            "--Outbox:FirstRetry=00:00:00.05",
            "--Outbox:LastRetry=00:00:00.2",
        ]);
    }

    public async Task DisposeAsync()
    {
        await academy.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_registers_is_greeted_by_name_once()
    {
        await RegisterAsync(
            academy.Http,
            "zoe@academy.test",
            "Zoë Łukasiewicz-李小龙 of the long and winding name, née Müller"
        );
        var first = await mail.NextAsync();
        Assert.Equal(["zoe@academy.test"], first.To);
        Assert.Equal(
            "Zoë Łukasiewicz-李小龙 of the long and winding name, née Müller <zoe@academy.test>",
            first["To"].Replace("\"", "")
        );
        Assert.Equal("Academy <hello@academy.test>", first["From"].Replace("\"", ""));
        Assert.Equal("Welcome to Academy", first["Subject"]);
        Assert.StartsWith("Hello Zoë Łukasiewicz-李小龙 of", first.Text);
        Assert.False(first.IsUtf8, "An ordinary address needs no server that takes UTF-8.");

        await RegisterAsync(academy.Http, "jürgen@academy.test", "Jürgen");
        var second = await mail.NextAsync();
        Assert.Equal(["jürgen@academy.test"], second.To);
        Assert.True(second.IsUtf8);
        Assert.NotEqual(first["Message-ID"], second["Message-ID"]);
        Assert.Equal(
            2,
            await JournalText.OutboxAsync(
                academy.Database,
                "completed_at is not null and data = '{}' and attempts = 1",
                2
            )
        );
        Assert.True(mail.IsEmpty, "A mail arrived twice.");
    }

    [Theory]
    [InlineData("Eve\r\nBcc: victim@academy.test")]
    [InlineData("Eve\nTo: victim@academy.test\n\nBuy!")]
    [InlineData("x\" <victim@academy.test>, \"y")]
    [InlineData("x\\\" <victim@academy.test>, \\\"y")]
    [InlineData("victim@academy.test, Eve <x@academy.test>, ")]
    [InlineData("é\" <victim@academy.test>,\r\n \"y")]
    [InlineData("=?utf-8?B?UwpCY2M6IHZpY3RpbUBhY2FkZW15LnRlc3Q=?=")]
    public async Task A_name_adds_no_header_and_no_recipient(string name)
    {
        // Past the endpoint, which refuses most of these.
        var email = $"{Guid.NewGuid():N}@academy.test";
        var registered = await academy
            .Services.GetRequiredService<IAccountDirectory>()
            .Register(
                new RegisterAccount(
                    OrganizationId.Default,
                    new UserId(Guid.NewGuid()),
                    email,
                    "long enough 1",
                    name,
                    Role.Student
                )
            );
        Assert.True(registered.Accepted);

        var arrived = await mail.NextAsync();
        Assert.Equal([email], arrived.To);
        Assert.Empty(arrived.All("Bcc"));
        Assert.EndsWith($"<{email}>", arrived["To"]);
        Assert.Equal(arrived.Names.Distinct().Count(), arrived.Names.Count());
        if (name.All(char.IsAscii))
            Assert.Equal(1, arrived["To"].Split('"')[^1].Count(c => c == '@')); // the rest is within the quotes
    }

    [Fact]
    public async Task A_server_that_refuses_for_a_while_gets_the_mail_later()
    {
        await mail.RefuseAsync(451);
        await RegisterAsync(academy.Http, "later@academy.test", "Later");
        Assert.Equal(
            1,
            await JournalText.OutboxAsync(
                academy.Database,
                "attempts > 2 and last_error = 'EmailNotSentException: The mail server answered 451.'"
            )
        );
        await mail.RefuseAsync(0);
        Assert.Equal(["later@academy.test"], (await mail.NextAsync()).To);
        Assert.Equal(1, await JournalText.OutboxAsync(academy.Database, "completed_at is not null"));
    }

    [Fact]
    public async Task An_address_that_is_refused_for_good_is_a_dead_letter_that_an_admin_has_tried_again()
    {
        await mail.RefuseAsync(550);
        await RegisterAsync(academy.Http, "nobody@academy.test", "Nobody");
        Assert.Equal(1, await JournalText.OutboxAsync(academy.Database, "dead_at is not null and attempts = 1"));
        await mail.RefuseAsync(0);
        var admin = await academy.SignInAsync(Role.Admin);
        await mail.NextAsync(); // the admin's own
        var dead = Assert.Single((await admin.GetAsync("/ops/outbox")).Items());
        Assert.Equal(
            ("mail.welcome", "The mail server does not take mail for this address: 550."),
            (dead.Text("kind"), dead.Text("error"))
        );
        Assert.DoesNotContain("nobody", dead.ToString(), StringComparison.OrdinalIgnoreCase);

        await admin.PostAsync($"/ops/outbox/{dead.Id()}/retry", null, 204);
        Assert.Equal(["nobody@academy.test"], (await mail.NextAsync()).To);
        Assert.Equal(2, await JournalText.OutboxAsync(academy.Database, "completed_at is not null", 2));
        await admin.PostAsync($"/ops/outbox/{dead.Id()}/retry", null, 204); // done is done
        Assert.Empty((await admin.GetAsync("/ops/outbox?state=waiting")).Items());
    }

    [Fact]
    public async Task A_server_that_knows_ASCII_only_makes_a_dead_letter_with_that_reason_of_other_addresses()
    {
        await using var old = await MailServer.StartAsync(takesUtf8: false);
        await using var server = await AcademyServer.StartAsync([.. old.Settings, "--Outbox:Sweep=00:00:00.1"]);
        foreach (
            var (email, isTaken) in new[]
            {
                ("संपर्क@academy.test", false),
                ("a@डाटामेल.भारत", true),
                ("jürgen@x.test", false),
            }
        )
        {
            await RegisterAsync(server.Http, email, "Somebody");
            if (!isTaken)
                continue;
            var arrived = await old.NextAsync();
            Assert.Equal([email], arrived.To); // as that server shows it
            Assert.False(arrived.IsUtf8);
            Assert.EndsWith("<a@xn--c2bd4bq1db8d.xn--h2brj9c>", arrived["To"]);
        }
        Assert.Equal(
            2,
            await JournalText.OutboxAsync(
                server.Database,
                "dead_at is not null and last_error like '%no address with letters beyond ASCII (SMTPUTF8).'",
                2
            )
        );
        Assert.True(old.IsEmpty);
    }

    [Fact]
    public async Task A_process_killed_between_sending_and_completing_sends_the_same_message_again()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await mail.AnswerAsync(false);
        Mail sent;
        using (var process = await MortalAcademy.StartAsync(database, mail.Settings))
        {
            using var http = new HttpClient { BaseAddress = process.Address };
            await RegisterAsync(http, "twice@academy.test", "Twice");
            sent = await mail.NextAsync();
            await process.KillAsync();
        }
        await mail.AnswerAsync(true);
        // The claim of the killed process passes.
        await JournalText.ExecuteAsync(database, "update outbox set claimed_until = now()");

        await using var next = await AcademyServer.StartAsync([
            .. mail.Settings,
            $"--ConnectionStrings:Academy={database}",
        ]);
        var again = await mail.NextAsync();
        Assert.Equal(sent["Message-ID"], again["Message-ID"]);
        Assert.EndsWith("@academy.test>", again["Message-ID"]);
        Assert.Equal(sent.Text, again.Text);
        Assert.Equal(1, await JournalText.OutboxAsync(database, "completed_at is not null and attempts = 2"));
    }

    private static async Task RegisterAsync(HttpClient http, string email, string displayName)
    {
        using var answer = await http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/register",
            new
            {
                email,
                password = "long enough 1",
                displayName,
            }
        );
        await answer.ShouldBeAsync(201);
    }
}
