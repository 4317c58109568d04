using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Operations;

/// <summary>What an operator sees and does, on an organization's own rows.</summary>
[Collection(OnSharedServer.Name)]
public sealed class OperationsFlowTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Dead_letters_are_listed_page_by_page_without_what_they_are_about()
    {
        var organization = new OrganizationId("ops-list");
        var admin = await Server.SignInAsync(Role.Admin, organization);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
            ids.Insert(0, await JournalText.DeadLetterAsync(Server.Database, $"{organization}/account:{i}"));
        await JournalText.DeadLetterAsync(Server.Database, "ops-list-other/account:1");

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await admin.GetAsync(
                $"/ops/outbox?state=dead&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}"
            );
            Assert.DoesNotContain("words", page.ToString(), StringComparison.Ordinal);
            foreach (var row in page.Items())
            {
                seen.Add(row.Id());
                Assert.Equal(
                    [
                        "id",
                        "kind",
                        "source",
                        "sourceSeq",
                        "madeAt",
                        "dueAt",
                        "claimedUntil",
                        "attempts",
                        "error",
                        "deadAt",
                    ],
                    row.Names()
                );
            }
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        Assert.Equal(ids, seen);
    }

    [Fact]
    public async Task A_dead_letter_is_tried_again_when_an_admin_of_its_organization_says_so()
    {
        var organization = new OrganizationId("ops-retry");
        var admin = await Server.SignInAsync(Role.Admin, organization);
        var row = await JournalText.DeadLetterAsync(Server.Database, $"{organization}/account:1");
        var stranger = await Server.SignInAsync(Role.Admin, new OrganizationId("ops"));

        using (var hidden = await stranger.Http.SendJsonAsync(HttpMethod.Post, $"/api/v1/ops/outbox/{row}/retry"))
            await hidden.ShouldBeProblemAsync(404, "ops.outbox-row-not-found");
        using (
            var nowhere = await admin.Http.SendJsonAsync(HttpMethod.Post, $"/api/v1/ops/outbox/{Guid.NewGuid()}/retry")
        )
            await nowhere.ShouldBeProblemAsync(404, "ops.outbox-row-not-found");
        await admin.PostAsync($"/ops/outbox/{row}/retry", null, 204);
        Assert.Equal(
            1,
            await JournalText.OutboxAsync(
                Server.Database,
                $"id = '{row}' and dead_at is not null and attempts = 1 and last_error like 'Nothing in this "
                    + "release handles%'"
            )
        );
    }

    [Fact]
    public async Task A_state_that_there_is_not_is_refused()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        using var answer = await admin.Http.GetAsync("/api/v1/ops/outbox?state=alive");
        var problem = await answer.ShouldBeProblemAsync(400, "request.validation");
        Assert.Contains(
            "waiting, dead",
            problem.GetProperty("errors").GetProperty("state")[0].GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_platform_s_housekeeping_is_seen_by_those_who_run_it_only()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        var journal = Assert.Single((await admin.GetAsync("/ops/housekeeping")).Items(), r =>
            r.Text("task") == "journal"
        );
        Assert.Equal(0, journal.Number("failures"));
        var elsewhere = await Server.SignInAsync(Role.Admin, new OrganizationId("ops-elsewhere"));
        Assert.Empty((await elsewhere.GetAsync("/ops/housekeeping")).Items());
    }

    [Fact]
    public async Task Metrics_count_what_waits_and_what_is_dead()
    {
        var text = await Server.Http.GetStringAsync(Server.Metrics);
        Assert.Contains("\noutbox_waiting{} ", text, StringComparison.Ordinal);
        Assert.Contains("\noutbox_dead{} ", text, StringComparison.Ordinal);
        Assert.Contains("\noutbox_oldest_due_seconds{} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_server_a_registration_leaves_no_mail()
    {
        var person = await Server.SignInAsync();
        Assert.Equal(
            0,
            await JournalText.OutboxAsync(Server.Database, $"source_stream = 'academy/account:{person.Id}'", 0)
        );
    }
}
