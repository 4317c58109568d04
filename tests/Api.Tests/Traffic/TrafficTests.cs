using System.Net;
using Academy.Api.Tests.Surroundings;
using Academy.Api.Traffic;

namespace Academy.Api.Tests.Traffic;

[Collection(OnSharedServer.Name)]
public sealed class TrafficTests(SharedServer shared)
{
    [Theory]
    [InlineData("/api/v1/courses")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/health/live")]
    [InlineData("/.well-known/jwks.json")]
    public async Task Every_answer_tells_a_browser_to_do_no_more_than_it_must(string path)
    {
        using var answer = await shared.Server.Http.GetAsync(path);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Answers_are_compressed_for_who_can_read_that(string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        using var answer = await shared.Server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([encoding], answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task The_process_lives_and_is_ready_and_counts_what_it_does()
    {
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            using var answer = await shared.Server.Http.GetAsync(path);
            Assert.Equal("Healthy", await answer.Content.ReadAsStringAsync());
        }
        await shared.Server.SignInAsync();
        using var metrics = await shared.Server.Http.GetAsync(shared.Server.Metrics);
        Assert.Equal("text/plain", metrics.Content.Headers.ContentType?.MediaType);
        var text = await metrics.Content.ReadAsStringAsync();
        Assert.Matches(
            "(?m)^http_server_request_duration_seconds_count\\{.*http_route=\"/api/v1/auth/login\".*\\} [1-9]",
            text
        );
        Assert.Matches("(?m)^# TYPE kestrel_active_connections gauge$", text);
        Assert.All(text.TrimEnd().Split('\n'), line =>
            Assert.Matches("^(#.*|[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*\\})? (-?[0-9.E+-]+|NaN|-?Inf))$", line)
        );
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        await using var server = await AcademyServer.StartAsync(
            "--RateLimiting:Enabled=true",
            "--RateLimiting:Anonymous:Requests=3",
            "--RateLimiting:Anonymous:Window=01:00:00"
        );
        for (var left = 2; left >= 0; left--)
        {
            using var answer = await server.Http.GetAsync("/api/v1/courses");
            await answer.ShouldBeAsync(200);
            Assert.Equal("3", Header(answer, "RateLimit-Limit"));
            Assert.Equal($"{left}", Header(answer, "RateLimit-Remaining"));
            Assert.InRange(int.Parse(Header(answer, "RateLimit-Reset")), 1, 3600);
        }
        using var refused = await server.Http.GetAsync("/api/v1/courses");
        await refused.ShouldBeProblemAsync(429, "rate-limit.exceeded");
        Assert.Equal(Header(refused, "RateLimit-Reset"), Header(refused, "Retry-After"));

        // Health is never refused, and whoever is signed in has an allowance of their own.
        using var health = await server.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await (await server.SignInAsync()).GetAsync("/courses");
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        Assert.Single(answer.Headers.GetValues(name));
}
