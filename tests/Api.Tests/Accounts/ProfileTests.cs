using System.Text.Json;
using Academy.Api.Tests.Surroundings;
using Academy.Testing;

namespace Academy.Api.Tests.Accounts;

/// <summary>A person's name, language and time zone.</summary>
[Collection(OnSharedServer.Name)]
public sealed class ProfileTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task What_the_browser_says_at_registration_is_told_with_every_sign_in()
    {
        var email = $"{Guid.NewGuid():N}@academy.test";
        var registration = new
        {
            email,
            password = "correct-horse-1",
            displayName = "New",
            language = "PT-br",
            timeZone = "America/Sao_Paulo",
        };
        using var answer = await Server.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/auth/register", registration);
        Has(await answer.ShouldBeAsync(201), "pt-BR", "America/Sao_Paulo");
        using var again = await Server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/login",
            new { email, registration.password }
        );
        Has(await again.ShouldBeAsync(200), "pt-BR", "America/Sao_Paulo");

        static void Has(JsonElement signedIn, string language, string timeZone)
        {
            var user = signedIn.GetProperty("user");
            Assert.Equal((language, timeZone), (user.Text("language"), user.Text("timeZone")));
        }
    }

    [Fact]
    public async Task An_account_that_never_said_has_neither()
    {
        var me = await (await Server.SignInAsync()).GetAsync("/me");
        Assert.Equal(JsonValueKind.Null, me.GetProperty("language").ValueKind);
        Assert.Equal(JsonValueKind.Null, me.GetProperty("timeZone").ValueKind);
    }

    [Fact]
    public async Task What_is_left_out_stays()
    {
        var person = await Server.SignInAsync();
        await person.PatchAsync("/me", new { language = "de", timeZone = "Europe/Berlin" }, 204);
        await person.PatchAsync("/me", new { displayName = "Ada Lovelace" }, 204);
        await person.PatchAsync("/me", new { timeZone = "Asia/Calcutta" }, 204);
        await person.PatchAsync("/me", new { }, 204);
        var me = await person.GetAsync("/me");
        Assert.Equal("Ada Lovelace", me.Text("displayName"));
        Assert.Equal(("de", "Asia/Calcutta"), (me.Text("language"), me.Text("timeZone")));
    }

    [Fact]
    public async Task A_new_name_is_what_others_find_and_see()
    {
        var person = await Server.SignInAsync();
        var admin = await Server.SignInAsync(Academy.Accounts.Role.Admin);
        var name = $"Zenobia{Guid.NewGuid():N}"[..20];
        await person.PatchAsync("/me", new { displayName = name }, 204);
        var found = await admin.GetAsync($"/chat/people?search={name}");
        var one = Assert.Single(found.GetProperty("items").EnumerateArray());
        Assert.Equal(name, one.Text("displayName"));
        Assert.Equal(person.Id, one.GetProperty("userId").GetGuid());
    }

    [Theory]
    [InlineData("language", "x")]
    [InlineData("language", "de_DE")]
    [InlineData("language", "de-")]
    [InlineData("language", "abcdefghi")]
    [InlineData("timeZone", "Mars/Olympus")]
    [InlineData("timeZone", "localtime")]
    [InlineData("timeZone", "../etc/passwd")]
    [InlineData("timeZone", "")]
    [InlineData("displayName", " ")]
    [InlineData("displayName", "\u202e")]
    public async Task What_is_none_is_refused_at_its_field(string field, string value)
    {
        var person = await Server.SignInAsync();
        var body = new Dictionary<string, string>(StringComparer.Ordinal) { [field] = value };
        var problem = await person.PatchAsync("/me", body, 400);
        Assert.Equal("request.validation", problem.Text("code"));
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("EN", "en")]
    [InlineData("zh-hant-tw", "zh-Hant-TW")]
    [InlineData("de-de-u-co-phonebk", "de-DE-u-co-phonebk")]
    [InlineData("es-419", "es-419")]
    public async Task A_language_has_its_usual_case(string sent, string kept)
    {
        var person = await Server.SignInAsync();
        await person.PatchAsync("/me", new { language = sent }, 204);
        Assert.Equal(kept, (await person.GetAsync("/me")).Text("language"));
    }

    [Fact]
    public async Task A_repeat_changes_nothing_again()
    {
        var person = await Server.SignInAsync();
        await person.PatchAsync("/me", new { displayName = "First" }, 204, key: "one");
        await person.PatchAsync("/me", new { displayName = "Second" }, 204, key: "two");
        await person.PatchAsync("/me", new { displayName = "First" }, 204, key: "one");
        Assert.Equal("Second", (await person.GetAsync("/me")).Text("displayName"));
    }
}
