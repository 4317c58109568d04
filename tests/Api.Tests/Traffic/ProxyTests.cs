using System.Net;
using Academy.Api.Tests.Surroundings;
using Microsoft.Extensions.Options;

namespace Academy.Api.Tests.Traffic;

/// <summary>
/// What a proxy says of the client counts if the proxy is a known one; what the server tells of itself.
/// </summary>
[Collection(OnSharedServer.Name)]
public sealed class ProxyTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    /// <summary>The tests ask from 127.0.0.1.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, true, "127.0.0.1")]
    [InlineData(true, true, "192.0.2.1", "127.0.0.0/8")]
    [InlineData(true, false, "192.0.2.1")]
    [InlineData(true, false, "10.0.0.0/8", "::1")]
    [InlineData(false, false)]
    [InlineData(false, false, "127.0.0.1")]
    public async Task The_scheme_of_a_known_proxy_is_kept(bool enabled, bool counts, params string[] known)
    {
        await using var server = await AcademyServer.StartAsync([
            $"--ForwardedHeaders_Enabled={enabled}",
            .. known.Select((network, n) => $"--Proxies:Known:{n}={network}"),
        ]);
        foreach (var (scheme, isSecure) in new[] { ("https", counts), ("http", false), ("nonsense", false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/courses");
            request.Headers.Host = "academy.test";
            request.Headers.Add("X-Forwarded-Proto", scheme);
            request.Headers.Add("X-Forwarded-For", "198.51.100.7");
            using var answer = await server.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            // Told over https only.
            Assert.Equal(isSecure, answer.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Theory]
    [InlineData("Proxies:Known:0=nobody", "Proxies__Known__0")]
    [InlineData("Proxies:Known:0=10.0.0.0/33", "Proxies__Known__0")]
    [InlineData("Metrics:Url=9464", "Metrics__Url")]
    [InlineData("Metrics:Url=https://127.0.0.1:0", "Metrics__Url")]
    [InlineData("Metrics:Url=http://127.0.0.1:0/metrics", "Metrics__Url")]
    public async Task A_setting_that_makes_no_sense_is_named(string setting, string name)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            AcademyServer.StartAsync($"--{setting}")
        );
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_have_a_port_of_their_own_and_it_has_nothing_else()
    {
        Assert.NotEqual(Server.Address.Port, Server.Metrics.Port);
        foreach (var path in new[] { "/metrics", "/metrics/", "/METRICS" })
        {
            using var hidden = await Server.Http.GetAsync(path);
            await hidden.ShouldBeProblemAsync(404, "request.not-found");
        }
        Assert.Contains("outbox_waiting", await Server.Http.GetStringAsync(Server.Metrics), StringComparison.Ordinal);
        foreach (var path in new[] { "/api/v1/courses", "/health/live", "/", "/hub", "/openapi/v1.json" })
        {
            using var nothing = await Server.Http.GetAsync(new Uri(Server.Metrics, path));
            Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        }
    }

    [Theory]
    [InlineData("Production", "", 404)]
    [InlineData("Staging", "", 404)]
    [InlineData("Development", "", 200)]
    [InlineData("Development", "http://127.0.0.1:0", 404)]
    public async Task Where_nobody_named_a_port_metrics_are_for_developers_only(
        string environment,
        string url,
        int status
    )
    {
        await using var server = await AcademyServer.StartAsync(
            $"--environment={environment}",
            $"--Metrics:Url={url}",
            "--Demo:Enabled=false"
        );
        using var answer = await server.Http.GetAsync("/metrics");
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/courses")]
    [InlineData("/nowhere")]
    public async Task A_page_connects_to_its_own_origin_only(string path)
    {
        using var answer = await Server.Http.GetAsync(path);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("ws:", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("wss:", policy, StringComparison.Ordinal);
    }
}
