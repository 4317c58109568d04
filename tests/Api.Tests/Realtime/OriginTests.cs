using System.Net;
using System.Net.WebSockets;
using Academy.Api.Realtime;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Realtime;

public sealed class OriginTests : IAsyncLifetime
{
    private AcademyServer server = null!;
    private Person person = null!;

    public async Task InitializeAsync()
    {
        server = await AcademyServer.StartAsync(
            "--Hub:Origins:0=https://app.academy.example",
            "--Hub:Origins:1=http://schule.münchen.example:8080/"
        );
        person = await server.SignInAsync();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("own")]
    [InlineData("https://app.academy.example")]
    [InlineData("https://APP.academy.example:443")]
    [InlineData("http://schule.xn--mnchen-3ya.example:8080")]
    public async Task The_own_pages_and_those_that_are_named_may_connect_and_what_is_no_browser(string? origin)
    {
        if (origin == "own")
            origin = server.Address.GetLeftPart(UriPartial.Authority);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await ConnectAsync(origin));
        Assert.Equal(200, await NegotiateAsync(origin));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://app.academy.example")]
    [InlineData("https://app.academy.example.evil.example")]
    [InlineData("https://app.academy.example:444")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("https://127.0.0.1")]
    [InlineData("null")]
    [InlineData("*")]
    public async Task Pages_of_other_sites_may_not(string origin)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await ConnectAsync(origin));
        Assert.Equal(403, await NegotiateAsync(origin));
    }

    [Theory]
    [InlineData("academy.example")]
    [InlineData("*")]
    [InlineData("https://academy.example/path")]
    [InlineData("ftp://academy.example")]
    public void What_is_no_origin_is_refused_as_a_setting(string setting)
    {
        var options = new HubOptions();
        options.Origins.Add(setting);
        Assert.False(options.IsValid);
    }

    [Theory]
    [InlineData("academy.example", "https://academy.example")]
    [InlineData("academy.example", "http://academy.example")]
    [InlineData("academy.example:8443", "https://academy.example:8443")]
    public async Task Behind_a_proxy_the_host_that_it_passes_on_is_the_own_one(string host, string origin)
    {
        using var request = Negotiation(origin);
        request.Headers.Host = host;
        using var answer = await server.Http.SendAsync(request);
        await answer.ShouldBeAsync(200);
    }

    private async Task<HttpStatusCode> ConnectAsync(string? origin)
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            var address = new UriBuilder(server.Address)
            {
                Scheme = "ws",
                Path = "/hub",
                Query = $"access_token={person.AccessToken}",
            }.Uri;
            await socket.ConnectAsync(address, default);
        }
        catch (WebSocketException)
        {
            Assert.NotEqual(HttpStatusCode.SwitchingProtocols, socket.HttpStatusCode);
        }
        return socket.HttpStatusCode;
    }

    private async Task<int> NegotiateAsync(string? origin)
    {
        using var request = Negotiation(origin);
        using var answer = await server.Http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.Forbidden)
            await answer.ShouldBeProblemAsync(403, "request.origin-not-allowed");
        return (int)answer.StatusCode;
    }

    private HttpRequestMessage Negotiation(string? origin)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/hub/negotiate?negotiateVersion=1&access_token={person.AccessToken}"
        );
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return request;
    }
}
