using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Academy.Api.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Accounts;

/// <summary>A browser's refresh token is in a cookie, where no script can read it.</summary>
public sealed class RefreshCookieTests : IAsyncLifetime
{
    private const string Https = "https",
        Http = "http";

    private AcademyServer server = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        server = await AcademyServer.StartAsync("--ForwardedHeaders_Enabled=true");
        http = new(new HttpClientHandler { UseCookies = false }) { BaseAddress = server.Address };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_log_in_that_asks_for_it_has_the_token_in_the_cookie_only()
    {
        using var answer = await LogInAsync();
        var signedIn = await answer.ShouldBeAsync(200);
        Assert.False(signedIn.TryGetProperty("refreshToken", out _));
        var set = SetCookie(answer);
        Assert.StartsWith($"{RefreshCookie.SecureName}=", set, StringComparison.Ordinal);
        foreach (var attribute in new[] { "secure", "httponly", "samesite=strict", "path=/", "max-age=5184000" })
            Assert.Contains($"; {attribute}", set, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", set, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task So_has_a_registration()
    {
        var body = new
        {
            email = "new@academy.test",
            password = "correct-horse-1",
            displayName = "New",
            refresh = "cookie",
        };
        using var answer = await SendAsync("register", body);
        Assert.False((await answer.ShouldBeAsync(201)).TryGetProperty("refreshToken", out _));
        Assert.NotEmpty(TokenIn(answer));
    }

    [Fact]
    public async Task The_cookie_is_exchanged_for_new_tokens()
    {
        using var signedIn = await LogInAsync();
        using var refreshed = await RefreshAsync(TokenIn(signedIn));
        var answer = await refreshed.ShouldBeAsync(200);
        Assert.False(answer.TryGetProperty("refreshToken", out _));
        Assert.NotEqual(TokenIn(signedIn), TokenIn(refreshed));
        using var again = await RefreshAsync(TokenIn(refreshed));
        await again.ShouldBeAsync(200);
    }

    [Fact]
    public async Task Tabs_that_refresh_at_once_get_the_same_child()
    {
        using var signedIn = await LogInAsync();
        var tabs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RefreshAsync(TokenIn(signedIn))));
        Assert.Single(tabs.Select(TokenIn).Distinct());
    }

    [Fact]
    public async Task A_token_from_a_body_is_traded_for_a_cookie_and_dies()
    {
        var person = await server.SignInAsync();
        using var traded = await SendAsync("refresh", new { refreshToken = person.RefreshToken, refresh = "cookie" });
        Assert.False((await traded.ShouldBeAsync(200)).TryGetProperty("refreshToken", out _));
        using var refreshed = await RefreshAsync(TokenIn(traded));
        await refreshed.ShouldBeAsync(200);

        using var thief = await SendAsync("refresh", new { refreshToken = person.RefreshToken });
        await thief.ShouldBeProblemAsync(401, "auth.refresh-token-reused");
        using var dead = await RefreshAsync(TokenIn(refreshed));
        await dead.ShouldBeProblemAsync(401, "auth.refresh-token-invalid");
        Assert.Empty(TokenIn(dead));
        Assert.Contains("max-age=0", SetCookie(dead), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logging_out_ends_the_session_and_takes_the_cookie_away()
    {
        using var signedIn = await LogInAsync();
        using var left = await SendAsync("logout", new { refresh = "cookie" }, cookie: TokenIn(signedIn));
        await left.ShouldBeAsync(204);
        Assert.Empty(TokenIn(left));
        using var dead = await RefreshAsync(TokenIn(signedIn));
        await dead.ShouldBeProblemAsync(401, "auth.refresh-token-invalid");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://academy.test.evil.example")]
    [InlineData("null")]
    [InlineData("https://academy.test:8443")]
    public async Task A_page_of_another_site_can_use_no_cookie(string origin)
    {
        using var signedIn = await LogInAsync();
        var token = TokenIn(signedIn);
        using var refresh = await SendAsync("refresh", new { refresh = "cookie" }, Https, token, origin);
        await refresh.ShouldBeProblemAsync(403, "request.origin-not-allowed");
        using var logout = await SendAsync("logout", new { refresh = "cookie" }, Https, token, origin);
        await logout.ShouldBeProblemAsync(403, "request.origin-not-allowed");
        using var logIn = await LogInAsync(origin: origin);
        await logIn.ShouldBeProblemAsync(403, "request.origin-not-allowed");
        Assert.False(logIn.Headers.Contains("Set-Cookie"));
        using var own = await SendAsync("refresh", new { refresh = "cookie" }, Https, token, "https://academy.test");
        await own.ShouldBeAsync(200);
    }

    [Fact]
    public async Task Over_http_there_is_no_cookie_in_Production()
    {
        using var logIn = await LogInAsync(Http);
        await logIn.ShouldBeProblemAsync(400, "auth.cookie-needs-https");
        Assert.False(logIn.Headers.Contains("Set-Cookie"));

        using var signedIn = await LogInAsync();
        foreach (var name in new[] { RefreshCookie.SecureName, RefreshCookie.PlainName })
        {
            using var refresh = await SendAsync(
                "refresh",
                new { refresh = "cookie" },
                Http,
                TokenIn(signedIn),
                name: name
            );
            await refresh.ShouldBeProblemAsync(400, "auth.cookie-needs-https");
        }
    }

    [Fact]
    public async Task A_cookie_without_the_prefix_means_nothing_over_https()
    {
        using var signedIn = await LogInAsync();
        var body = new { refresh = "cookie" };
        using var answer = await SendAsync("refresh", body, Https, TokenIn(signedIn), name: RefreshCookie.PlainName);
        await answer.ShouldBeProblemAsync(401, "auth.refresh-token-invalid");
    }

    [Fact]
    public async Task A_cookie_is_not_used_unless_it_is_asked_for()
    {
        using var signedIn = await LogInAsync();
        using var silent = await SendAsync("refresh", new { }, cookie: TokenIn(signedIn));
        var problem = await silent.ShouldBeProblemAsync(400, "request.validation");
        Assert.True(problem.GetProperty("errors").TryGetProperty("refreshToken", out _));
        using var wrong = await SendAsync("refresh", new { refresh = "body" }, cookie: TokenIn(signedIn));
        problem = await wrong.ShouldBeProblemAsync(400, "request.validation");
        Assert.True(problem.GetProperty("errors").TryGetProperty("refresh", out _));
        using var without = await RefreshAsync(token: null);
        await without.ShouldBeProblemAsync(401, "auth.refresh-token-invalid");
        using var long_ = await RefreshAsync(new string('a', 2_000));
        await long_.ShouldBeProblemAsync(401, "auth.refresh-token-invalid");
    }

    [Fact]
    public async Task In_Development_plain_http_has_a_cookie_without_the_prefix()
    {
        await using var development = await AcademyServer.StartAsync(
            "--environment=Development",
            "--Demo:Enabled=false"
        );
        var person = await development.SignInAsync();
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = development.Address,
        };
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/auth/login",
            new
            {
                email = person.Email,
                password = person.Password,
                refresh = "cookie",
            }
        );
        await answer.ShouldBeAsync(200);
        var set = SetCookie(answer);
        Assert.StartsWith($"{RefreshCookie.PlainName}=", set, StringComparison.Ordinal);
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<HttpResponseMessage> LogInAsync(string scheme = Https, string? origin = null)
    {
        var person = await server.SignInAsync();
        var body = new
        {
            email = person.Email,
            password = person.Password,
            refresh = "cookie",
        };
        return await SendAsync("login", body, scheme, origin: origin);
    }

    private Task<HttpResponseMessage> RefreshAsync(string? token) =>
        SendAsync("refresh", new { refresh = "cookie" }, cookie: token);

    private async Task<HttpResponseMessage> SendAsync(
        string what,
        object body,
        string scheme = Https,
        string? cookie = null,
        string? origin = null,
        string name = RefreshCookie.SecureName
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/auth/{what}")
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Host = "academy.test";
        request.Headers.Add("X-Forwarded-Proto", scheme);
        request.Headers.Add("X-Forwarded-For", "198.51.100.7");
        if (cookie is not null)
            request.Headers.Add("Cookie", $"{name}={cookie}");
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await http.SendAsync(request);
    }

    private static string SetCookie(HttpResponseMessage answer) =>
        Assert.Single(answer.Headers.GetValues("Set-Cookie"), c =>
            c.Contains("academy-refresh=", StringComparison.Ordinal)
        );

    private static string TokenIn(HttpResponseMessage answer) => SetCookie(answer).Split('=', 2)[1].Split(';')[0];
}
