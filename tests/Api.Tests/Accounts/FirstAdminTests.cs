using System.Text.RegularExpressions;
using Academy.Api.Tests.Mail;
using Academy.Api.Tests.Surroundings;
using Academy.Silo;
using Academy.Testing;

namespace Academy.Api.Tests.Accounts;

/// <summary>An academy is opened by whoever runs the server: <c>create-admin</c>, beside it or before.</summary>
public sealed partial class FirstAdminTests
{
    private const string Password = "four words of some length";

    [Fact]
    public async Task The_link_is_printed_and_mailed_and_makes_the_first_administrator_once()
    {
        await using var mail = await MailServer.StartAsync();
        await using var academy = await AcademyServer.StartAsync([
            .. mail.Settings,
            "--Outbox:Sweep=00:00:00.1",
            "--Academy:Url=https://academy.example.org",
        ]);
        var said = await RunAsync(academy.Database, "create-admin", "first@academy.test");
        var link = Link().Match(said).Value;
        Assert.StartsWith("https://academy.example.org/invitation#", link, StringComparison.Ordinal);

        var arrived = await mail.NextAsync();
        Assert.Equal(["first@academy.test"], arrived.To);
        Assert.Contains(link, arrived.Text, StringComparison.Ordinal);
        Assert.Contains("an administrator", arrived.Text, StringComparison.Ordinal);
        // Somebody else's second call changes nothing.
        Assert.Contains(
            "Nothing was changed",
            await RunAsync(academy.Database, "create-admin", "second@academy.test"),
            StringComparison.Ordinal
        );

        var body = new
        {
            token = link.Split('#')[1],
            password = Password,
            displayName = "First",
        };
        using var accepted = await academy.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/auth/invitations/accept", body);
        Assert.Equal("admin", (await accepted.ShouldBeAsync(201)).GetProperty("user").Text("role"));
        using var again = await academy.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/auth/invitations/accept", body);
        await again.ShouldBeProblemAsync(404, "invitations.link-of-no-use");
        var admin = await academy.SignInAsync("first@academy.test", Password);
        Assert.Single((await admin.GetAsync("/admin/people")).Items());

        Assert.Contains(
            "There is an administrator. Nothing was changed.",
            await RunAsync(academy.Database, "create-admin", "second@academy.test", "again"),
            StringComparison.Ordinal
        );
        Assert.Empty((await admin.GetAsync("/admin/invitations")).Items());
    }

    [Fact]
    public async Task Who_lost_the_link_gets_another_one_by_saying_so()
    {
        await using var academy = await AcademyServer.StartAsync("--Outbox:Sweep=00:00:00.1");
        var first = Path().Match(await RunAsync(academy.Database, "create-admin", "first@academy.test")).Value;
        Assert.Contains(
            "again",
            await RunAsync(academy.Database, "create-admin", "first@academy.test"),
            StringComparison.Ordinal
        );
        var second = Path()
            .Match(await RunAsync(academy.Database, "create-admin", "first@academy.test", "again"))
            .Value;
        Assert.NotEqual(first, second);
        var token = second.Split('#')[1];
        await Within.Holds(
            async () =>
            {
                using var look = await academy.Http.SendJsonAsync(
                    HttpMethod.Post,
                    "/api/v1/auth/invitations/look",
                    new { token }
                );
                return look.IsSuccessStatusCode;
            },
            "the server to take the invitation up"
        );
    }

    [Fact]
    public async Task Of_all_links_that_were_made_one_makes_an_administrator()
    {
        await using var academy = await AcademyServer.StartAsync("--Outbox:Sweep=00:00:00.1");
        var tokens = new List<string>();
        for (var n = 1; n <= 3; n++)
        {
            var said = await RunAsync(academy.Database, "create-admin", $"number-{n}@academy.test", "again");
            tokens.Add(Path().Match(said).Value.Split('#')[1]);
        }
        await JournalText.OutboxAsync(
            academy.Database,
            "kind = 'accounts.first-admin' and completed_at is not null",
            tokens.Count
        );

        var answers = await Task.WhenAll(
            tokens.Select(async token =>
            {
                var body = new
                {
                    token,
                    password = Password,
                    displayName = "First",
                };
                using var answer = await academy.Http.SendJsonAsync(
                    HttpMethod.Post,
                    "/api/v1/auth/invitations/accept",
                    body
                );
                return (int)answer.StatusCode;
            })
        );
        Assert.Equal([201, 404, 404], answers.Order());
        const string admins = "select count(*)::text from users where role = 'admin'";
        Assert.Equal(1, await JournalText.CountAsync(academy.Database, admins));
    }

    [Fact]
    public async Task A_setting_invites_at_the_start_where_there_is_no_administrator()
    {
        await using var academy = await AcademyServer.StartAsync(
            "--Outbox:Sweep=00:00:00.1",
            "--Academy:FirstAdmin=first@academy.test"
        );
        await JournalText.OutboxAsync(
            academy.Database,
            "kind = 'accounts.first-admin' and completed_at is not null",
            1
        );
        Assert.Equal(
            1,
            await JournalText.CountAsync(
                academy.Database,
                """
                select count(*)::text from invitations
                 where email = 'first@academy.test' and role = 'admin' and invited_by is null
                """
            )
        );
    }

    [Theory]
    [InlineData("create-admin")]
    [InlineData("create-admin", "no address")]
    [InlineData("create-admin", "first@academy.test", "please")]
    public async Task What_is_no_address_is_said_and_changes_nothing(params string[] command)
    {
        await using var academy = await AcademyServer.StartAsync();
        await RunAsync(academy.Database, 2, command);
        Assert.Equal(0, await JournalText.CountAsync(academy.Database, "select count(*)::text from outbox"));
    }

    private static Task<string> RunAsync(string database, params string[] command) => RunAsync(database, 0, command);

    private static async Task<string> RunAsync(string database, int code, params string[] command)
    {
        var output = new StringWriter();
        var ended = await SiloCommands.RunAsync(
            command[0],
            [
                .. command[1..],
                $"--ConnectionStrings:Academy={database}",
                "--environment=Production",
                $"--Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
                "--Academy:Url=https://academy.example.org",
            ],
            defaults: [],
            output
        );
        Assert.True(ended == code, output.ToString());
        return output.ToString();
    }

    [GeneratedRegex(@"https://\S+")]
    private static partial Regex Link();

    [GeneratedRegex(@"/invitation#\S+")]
    private static partial Regex Path();
}
