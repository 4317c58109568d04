using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Commands;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans;

namespace Academy.Api.Tests.Accounts;

/// <summary>Admins are told whose name looks like that of staff. Each test has an organization of its own.</summary>
public sealed class FlagTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static int organizations;

    private readonly OrganizationId organization = new($"flags-{Interlocked.Increment(ref organizations)}");

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Whoever_looks_like_staff_or_like_a_reserved_word_is_flagged_and_keeps_the_name()
    {
        var admin = await PersonAsync("Grace Hopper", Role.Admin);
        await PersonAsync("Maria García", Role.Instructor);
        await PersonAsync("Grace", Role.Student);
        await PersonAsync("Maria García", Role.Student);
        await PersonAsync("МАRIА GARCIA", Role.Student); // Cyrillic М, А
        await PersonAsync("Grace H0pper", Role.Instructor);
        await PersonAsync("Аdmin", Role.Student);

        var flags = await FlagsAsync(admin, awaited: 4);
        Assert.Equal(
            [
                "name-of-staff Grace H0pper like Grace Hopper",
                "name-of-staff Maria García like Maria García",
                "name-of-staff МАRIА GARCIA like Maria García",
                "reserved-name Аdmin like admin",
            ],
            flags.Select(Said).Order(StringComparer.Ordinal)
        );
        Assert.All(flags, flag => Assert.NotEmpty(flag.Text("reason")));
        var elsewhere = await Server.SignInAsync(Role.Admin, new OrganizationId($"{organization}-other"));
        Assert.Empty((await elsewhere.GetAsync("/admin/flags")).Items());
    }

    [Fact]
    public async Task Whoever_becomes_staff_makes_old_names_look_like_theirs_and_no_longer_when_they_leave()
    {
        var admin = await PersonAsync("Grace Hopper", Role.Admin);
        var ada = await PersonAsync("Ada Lovelace", Role.Student);
        await PersonAsync("Ada LoveIace", Role.Student);
        await PersonAsync("ada lovelace", Role.Student);
        await NamesSeenAsync();
        Assert.Empty(await FlagsAsync(admin, awaited: 0));

        Assert.True((await Account(ada).AssignRole(Role.Instructor)).Accepted);
        var flags = await FlagsAsync(admin, awaited: 2);
        Assert.Equal(
            ["name-of-staff Ada LoveIace like Ada Lovelace", "name-of-staff ada lovelace like Ada Lovelace"],
            flags.Select(Said).Order(StringComparer.Ordinal)
        );

        Assert.True((await Account(ada).AssignRole(Role.Student)).Accepted);
        Assert.Empty(await FlagsAsync(admin, awaited: 0));
    }

    [Fact]
    public async Task One_person_has_one_flag_however_many_members_of_staff_they_are_like()
    {
        var admin = await PersonAsync("Ada", Role.Admin);
        for (var n = 0; n < 3; n++)
            await PersonAsync("Ada", Role.Instructor);
        await PersonAsync("Ada", Role.Student);
        await NamesSeenAsync();
        var flags = await FlagsAsync(admin, awaited: 4);
        Assert.All(flags, flag => Assert.Equal(admin.Id, flag.GetProperty("other").Id()));
    }

    [Fact]
    public async Task What_is_dismissed_says_by_whom_and_stays_so_until_the_name_changes()
    {
        var admin = await PersonAsync("Grace Hopper", Role.Admin);
        var other = await PersonAsync("Katherine Johnson", Role.Admin);
        var learner = await PersonAsync("Support", Role.Student);
        var flag = Assert.Single(await FlagsAsync(admin, awaited: 1)).Id();
        await admin.PostAsync($"/admin/flags/{flag}/dismiss", null, 204);
        await other.PostAsync($"/admin/flags/{flag}/dismiss", null, 204); // It is already.
        await admin.PostAsync($"/admin/flags/{Guid.NewGuid()}/dismiss", null, 404);
        Assert.Empty((await admin.GetAsync("/admin/flags")).Items());
        var dismissed = Assert.Single((await admin.GetAsync("/admin/flags?state=dismissed")).Items());
        Assert.Equal(admin.Id, dismissed.GetProperty("dismissedBy").Id());
        Assert.True(dismissed.GetProperty("dismissedAt").GetDateTimeOffset() <= DateTimeOffset.UtcNow);

        await RunAsync($"update users set role = 'instructor' where id = '{learner.Id}'");
        await NamesSeenAsync();
        Assert.Empty((await admin.GetAsync("/admin/flags")).Items());
        await RunAsync($"update users set display_name = 'Ѕupport' where id = '{learner.Id}'");
        Assert.Equal("reserved-name Ѕupport like support", Said(Assert.Single(await FlagsAsync(admin, awaited: 1))));
        await RunAsync($"update users set display_name = 'Ben' where id = '{learner.Id}'");
        Assert.Empty(await FlagsAsync(admin, awaited: 0));
    }

    [Fact]
    public async Task Who_is_erased_takes_their_flags_along()
    {
        var admin = await PersonAsync("Grace Hopper", Role.Admin);
        var (one, other) = (await PersonAsync("Moderator", Role.Student), await PersonAsync("Anna", Role.Instructor));
        await PersonAsync("Anna", Role.Student);
        await FlagsAsync(admin, awaited: 2);
        foreach (var person in new[] { one, other })
            await person.SendAsync(HttpMethod.Delete, "/me", new { password = person.Password }, 204);
        Assert.Empty(await FlagsAsync(admin, awaited: 0));
        Assert.Equal(
            0,
            await JournalText.CountAsync(
                Server.Database,
                $"select count(*)::text from flags where organization = '{organization}'"
            )
        );
    }

    [Fact]
    public async Task Rows_from_before_are_looked_at()
    {
        var admin = await PersonAsync("Grace Hopper", Role.Admin);
        await PersonAsync("Grace Hoppеr", Role.Student); // Cyrillic е
        await FlagsAsync(admin, awaited: 1);
        await RunAsync($"delete from flags where organization = '{organization}'");
        await RunAsync($"update users set skeletons = null where organization = '{organization}'");
        await FlagsAsync(admin, awaited: 1);
    }

    private static string Said(JsonElement flag) =>
        $"{flag.Text("kind")} {flag.GetProperty("person").Text("displayName")} like "
        + (
            flag.GetProperty("other") is { ValueKind: JsonValueKind.Object } other
                ? other.Text("displayName")
                : flag.Text("word")
        );

    private async Task<Person> PersonAsync(string name, Role role)
    {
        var (email, password) = ($"{Guid.NewGuid():N}@academy.test", "long enough 1");
        var outcome = await Server
            .Services.GetRequiredService<IAccountDirectory>()
            .Register(new(organization, new UserId(Guid.NewGuid()), email, password, name, role));
        Assert.True(outcome.Accepted, outcome.Refusal?.Detail);
        return await Server.SignInAsync(email, password);
    }

    private IAccountGrain Account(Person person) =>
        Server
            .Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IAccountGrain>(GrainKey.Of(organization, person.Id));

    private async Task<List<JsonElement>> FlagsAsync(Person admin, int awaited)
    {
        var flags = new List<JsonElement>();
        await Within.Holds(
            async () => (flags = [.. (await admin.GetAsync("/admin/flags?limit=200")).Items()]).Count == awaited,
            () => $"{awaited} flags, not {string.Join("; ", flags.Select(Said))}"
        );
        return flags;
    }

    private Task NamesSeenAsync() =>
        Within.Holds(
            async () =>
                await JournalText.CountAsync(
                    Server.Database,
                    $"select count(*)::text from users where organization = '{organization}' and skeletons is null"
                ) == 0,
            "somebody to look at the names"
        );

    private async Task RunAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Server.Database);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
