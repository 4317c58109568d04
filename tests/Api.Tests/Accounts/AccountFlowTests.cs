using System.Net;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Accounts;

[Collection(OnSharedServer.Name)]
public sealed class AccountFlowTests(SharedServer shared)
{
    private const string Password = "long enough 1";

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Registering_answers_tokens_and_the_new_student()
    {
        using var answer = await RegisterAsync("  Rosa.Luks@Academy.Test ", "  Rosa  ");
        var body = await answer.ShouldBeAsync(201);

        Assert.Equal(["accessToken", "refreshToken", "expiresIn", "user"], body.Names());
        Assert.Equal(900, body.Number("expiresIn"));
        var user = body.GetProperty("user");
        Assert.Equal(["id", "email", "displayName", "role", "language", "timeZone", "picture"], user.Names());
        Assert.Equal("Rosa.Luks@Academy.Test", user.Text("email"));
        Assert.Equal("Rosa", user.Text("displayName"));
        Assert.Equal("student", user.Text("role"));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_role_in_the_body_is_not_taken()
    {
        using var answer = await Server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/register",
            new
            {
                email = "climber@academy.test",
                password = Password,
                displayName = "Climber",
                role = "admin",
                isAdmin = true,
            }
        );
        Assert.Equal("student", (await answer.ShouldBeAsync(201)).GetProperty("user").Text("role"));
    }

    [Fact]
    public async Task An_address_has_one_account_however_it_is_written()
    {
        using var first = await RegisterAsync("twice@academy.test", "First");
        await first.ShouldBeAsync(201);
        using var second = await RegisterAsync(" TWICE@academy.test", "Second", "another password");
        await second.ShouldBeProblemAsync(409, "auth.email-taken");
    }

    [Fact]
    public async Task Fifty_registrations_of_one_address_at_once_make_one_account()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => RegisterAsync("race@academy.test", $"Racer {i}", $"password {i}"))
        );
        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal(49, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_registration_sent_again_with_its_key_meets_itself()
    {
        var body = new
        {
            email = "again@academy.test",
            password = Password,
            displayName = "Again",
        };
        using var first = await Server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/register",
            body,
            key: "register-1"
        );
        using var second = await Server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/register",
            body,
            key: "register-1"
        );
        Assert.Equal(
            (await first.ShouldBeAsync(201)).GetProperty("user").Id(),
            (await second.ShouldBeAsync(201)).GetProperty("user").Id()
        );
    }

    [Fact]
    public async Task Logging_in_answers_the_same_shape_and_me_says_who_one_is()
    {
        var person = await Server.SignInAsync();
        var me = await person.GetAsync("/me");

        Assert.Equal(
            ["id", "email", "displayName", "role", "organization", "registeredAt", "language", "timeZone", "picture"],
            me.Names()
        );
        Assert.Equal(person.Id, me.Id());
        Assert.Equal(person.Email, me.Text("email"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", me.Text("registeredAt"));
    }

    [Theory]
    [InlineData("not the password")]
    [InlineData("correct-horse-1 ")]
    [InlineData("x")]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike(string password)
    {
        var person = await Server.SignInAsync();
        using var wrong = await LogInAsync(person.Email, password);
        using var unknown = await LogInAsync("nobody@academy.test", password);
        var first = await wrong.ShouldBeProblemAsync(401, "auth.wrong-credentials");
        var second = await unknown.ShouldBeProblemAsync(401, "auth.wrong-credentials");
        Assert.Equal(first.Text("detail"), second.Text("detail"));
    }

    [Fact]
    public async Task Addresses_are_not_in_the_names_of_streams_nor_words_of_people_in_the_journal()
    {
        using var answer = await RegisterAsync("hidden.person@academy.test", "Hidden Person");
        await answer.ShouldBeAsync(201);
        var dump = await JournalText.OfAsync(Server.Database);
        Assert.Contains("accounts.registered", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden.person", dump, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Hidden Person", dump, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, dump, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> RegisterAsync(string email, string displayName, string password = Password) =>
        Server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/register",
            new
            {
                email,
                password,
                displayName,
            }
        );

    private Task<HttpResponseMessage> LogInAsync(string email, string password) =>
        Server.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/auth/login", new { email, password });
}
