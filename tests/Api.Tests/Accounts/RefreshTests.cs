using System.Net;
using System.Text.Json;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Accounts;

[Collection(OnSharedServer.Name)]
public sealed class RefreshTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_refresh_gives_new_tokens_that_work()
    {
        var person = await Server.SignInAsync();
        var child = await RefreshedAsync(person.RefreshToken);
        Assert.NotEqual(person.RefreshToken, child.Text("refreshToken"));
        Assert.Equal(person.Id, new Person(Server, child, person.Email, "").Id);
        await RefreshedAsync(child.Text("refreshToken"));
    }

    [Fact]
    public async Task Two_tabs_that_refresh_at_once_get_the_same_child()
    {
        var person = await Server.SignInAsync();
        var children = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RefreshedAsync(person.RefreshToken)));
        Assert.Single(children.Select(c => c.Text("refreshToken")).Distinct());
    }

    [Fact]
    public async Task An_old_token_in_use_ends_the_whole_family()
    {
        var person = await Server.SignInAsync();
        var child = (await RefreshedAsync(person.RefreshToken)).Text("refreshToken");
        var grandchild = (await RefreshedAsync(child)).Text("refreshToken");

        using var thief = await RefreshAsync(person.RefreshToken);
        await thief.ShouldBeProblemAsync(401, "auth.refresh-token-reused");
        foreach (var token in new[] { person.RefreshToken, child, grandchild })
        {
            using var dead = await RefreshAsync(token);
            await dead.ShouldBeProblemAsync(401, "auth.refresh-token-invalid");
        }
    }

    [Fact]
    public async Task A_family_that_ends_leaves_other_devices_signed_in()
    {
        var phone = await Server.SignInAsync();
        var laptop = await Server.SignInAsync(phone.Email, phone.Password);
        var child = (await RefreshedAsync(phone.RefreshToken)).Text("refreshToken");
        await RefreshedAsync(child);
        using var thief = await RefreshAsync(phone.RefreshToken);
        await thief.ShouldBeProblemAsync(401, "auth.refresh-token-reused");
        await RefreshedAsync(laptop.RefreshToken);
    }

    [Fact]
    public async Task Logging_out_ends_the_session_and_may_be_repeated()
    {
        var person = await Server.SignInAsync();
        for (var i = 0; i < 2; i++)
        {
            using var out_ = await Server.Http.SendJsonAsync(
                HttpMethod.Post,
                "/api/v1/auth/logout",
                new { refreshToken = person.RefreshToken }
            );
            await out_.ShouldBeAsync(204);
        }
        using var dead = await RefreshAsync(person.RefreshToken);
        await dead.ShouldBeProblemAsync(401, "auth.refresh-token-invalid");
    }

    [Fact]
    public async Task A_forged_refresh_token_is_refused()
    {
        var person = await Server.SignInAsync();
        var parts = person.RefreshToken.Split('.');
        var stranger = await Server.SignInAsync();
        string[] forgeries =
        [
            string.Join('.', parts[0], parts[1], parts[2], "2", parts[4]),
            string.Join('.', parts[0], stranger.Id.ToString("N"), parts[2], parts[3], parts[4]),
            string.Join('.', parts[..4]),
            person.RefreshToken + ".",
            person.RefreshToken[..^1],
            person.AccessToken,
            "a.b.c.d.e",
            "....",
            new string('a', 512),
        ];
        foreach (var forged in forgeries)
        {
            using var answer = await RefreshAsync(forged);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        await RefreshedAsync(person.RefreshToken);
    }

    private Task<HttpResponseMessage> RefreshAsync(string refreshToken) =>
        Server.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/auth/refresh", new { refreshToken });

    private async Task<JsonElement> RefreshedAsync(string refreshToken)
    {
        using var answer = await RefreshAsync(refreshToken);
        return await answer.ShouldBeAsync(200);
    }
}
