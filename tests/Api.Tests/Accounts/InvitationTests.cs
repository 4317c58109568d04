using System.Net.Http.Json;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Accounts;

/// <summary>People are invited by a link that is good once.</summary>
public sealed class InvitationTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Password = "four words of some length";

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Whoever_accepts_has_an_account_with_the_role_and_the_link_is_used()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        var (email, token) = await InviteAsync(admin, "instructor");

        var look = await PostAsync("look", new { token }, 200);
        Assert.Equal((email, "instructor"), (look.Text("email"), look.Text("role")));
        var signedIn = await PostAsync("accept", Accepting(token), 201);
        Assert.Equal(
            (email, "instructor"),
            (signedIn.GetProperty("user").Text("email"), signedIn.GetProperty("user").Text("role"))
        );
        var person = await Server.SignInAsync(email, Password);
        await person.PostAsync("/courses", Academies.NewCourse("Mine"), 201);

        Assert.Equal("invitations.link-of-no-use", (await PostAsync("look", new { token }, 404)).Text("code"));
        Assert.Equal("invitations.link-of-no-use", (await PostAsync("accept", Accepting(token), 404)).Text("code"));
        Assert.DoesNotContain(await OpenAsync(admin), invitation => invitation.Text("email") == email);
    }

    [Fact]
    public async Task Of_fifty_who_accept_at_once_with_their_own_passwords_one_has_the_account()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        var (email, token) = await InviteAsync(admin, "student");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async n =>
                {
                    using var answer = await AcceptAsync(Accepting(token, $"{Password} {n}"));
                    return (n, Status: (int)answer.StatusCode);
                })
        );
        var (winner, _) = Assert.Single(answers, answer => answer.Status == 201);
        await Server.SignInAsync(email, $"{Password} {winner}");
        Assert.All(answers.Where(answer => answer.Status != 201), answer =>
            Assert.Contains(answer.Status, (int[])[401, 404, 429])
        );
    }

    [Fact]
    public async Task Who_has_an_account_meanwhile_keeps_it_and_gets_the_role_by_its_password()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        var (email, token) = await InviteAsync(admin, "instructor");
        using var registered = await Server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/register",
            new
            {
                email,
                password = "another password 1",
                displayName = "Ada",
            }
        );
        var id = (await registered.ShouldBeAsync(201)).GetProperty("user").Id();

        Assert.Equal("auth.wrong-credentials", (await PostAsync("accept", Accepting(token), 401)).Text("code"));
        var signedIn = await PostAsync("accept", Accepting(token, "another password 1"), 201);
        Assert.Equal(
            (id, "instructor"),
            (signedIn.GetProperty("user").Id(), signedIn.GetProperty("user").Text("role"))
        );
        await PostAsync("look", new { token }, 404);
    }

    [Fact]
    public async Task An_address_that_has_an_account_is_not_invited()
    {
        var (admin, ada) = (await Server.SignInAsync(Role.Admin), await Server.SignInAsync());
        var refused = await admin.PostAsync(
            "/admin/invitations",
            new { email = ada.Email.ToUpperInvariant(), role = "admin" },
            409
        );
        Assert.Equal("invitations.has-account", refused.Text("code"));
    }

    [Fact]
    public async Task A_withdrawn_link_and_one_that_was_never_made_are_of_no_use()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        var (email, token) = await InviteAsync(admin, "student");
        var id = (await OpenAsync(admin)).Single(invitation => invitation.Text("email") == email).Id();
        var elsewhere = await Server.SignInAsync(Role.Admin, new OrganizationId("elsewhere"));
        await elsewhere.SendAsync(HttpMethod.Delete, $"/admin/invitations/{id}", null, 404);
        await admin.SendAsync(HttpMethod.Delete, $"/admin/invitations/{id}", null, 204);
        await admin.SendAsync(HttpMethod.Delete, $"/admin/invitations/{id}", null, 204); // It is already.
        await PostAsync("accept", Accepting(token), 404);
        foreach (var wrong in (string[])["x", $"{token}x", token[..^1], token.Replace('.', '-'), $"{Guid.NewGuid()}"])
            await PostAsync("look", new { token = wrong }, 404);
        await PostAsync("look", new { token = "" }, 400);
        await PostAsync("look", new { token = new string('x', 513) }, 400);
        // Nothing of the address is left in the clear, and what is sealed cannot be opened any more.
        await JournalText.OutboxAsync(
            Server.Database,
            $"kind = 'accounts.forget-invited' and source_stream like '%{id}' and completed_at is not null",
            1
        );
    }

    /// <summary>Else who loses the role has a way back in the drawer.</summary>
    [Fact]
    public async Task A_link_is_good_as_long_as_whoever_made_it_is_an_administrator()
    {
        var (admin, other) = (await Server.SignInAsync(Role.Admin), await Server.SignInAsync(Role.Admin));
        var (email, token) = await InviteAsync(admin, "admin");
        await PostAsync("look", new { token }, 200);
        await other.SendAsync(HttpMethod.Put, $"/admin/people/{admin.Id}/role", new { role = "student" }, 204);
        await PostAsync("look", new { token }, 404);
        await PostAsync("accept", Accepting(token), 404);
        Assert.DoesNotContain(await OpenAsync(other), invitation => invitation.Text("email") == email);
    }

    [Fact]
    public async Task A_repeated_invitation_is_one_and_has_the_same_link()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        var body = new { email = $"{Guid.NewGuid():N}@academy.test", role = "student" };
        var first = await admin.PostAsync("/admin/invitations", body, 201, key: "once");
        var second = await admin.PostAsync("/admin/invitations", body, 201, key: "once");
        Assert.Equal(first.Text("path"), second.Text("path"));
        Assert.Single(await OpenAsync(admin), invitation => invitation.Text("email") == body.email);
    }

    private static object Accepting(string token, string password = Password) =>
        new
        {
            token,
            password,
            displayName = "Ada Lovelace",
        };

    private static async Task<(string Email, string Token)> InviteAsync(Person admin, string role)
    {
        var email = $"{Guid.NewGuid():N}@academy.test";
        var made = await admin.PostAsync("/admin/invitations", new { email, role }, 201);
        return (email, made.Text("path").Split('#')[1]);
    }

    private static async Task<IEnumerable<JsonElement>> OpenAsync(Person admin) =>
        (await admin.GetAsync("/admin/invitations?limit=200")).Items();

    private Task<HttpResponseMessage> AcceptAsync(object body) =>
        Server.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/auth/invitations/accept", body);

    private async Task<JsonElement> PostAsync(string what, object body, int status)
    {
        using var answer = await Server.Http.SendJsonAsync(HttpMethod.Post, $"/api/v1/auth/invitations/{what}", body);
        return await answer.ShouldBeAsync(status);
    }
}
