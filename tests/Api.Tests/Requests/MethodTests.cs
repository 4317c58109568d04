using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Academy.Api.Tests.Surroundings;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.Requests;

/// <summary>Every address with every method: what exists, what is refused, and what is said to be allowed.</summary>
[Collection(OnSharedServer.Name)]
public sealed partial class MethodTests(SharedServer shared)
{
    private static readonly string[] Methods =
    [
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "QUERY",
        "PROPFIND",
    ];

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Every_method_that_an_address_lacks_is_405_for_anybody_and_names_those_it_has()
    {
        var wrong = new List<string>();
        foreach (var (path, allowed) in Addresses())
        {
            foreach (var method in Methods)
            {
                using var answer = await SendAsync(Server.Http, method, path);
                var (status, body) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
                var said = answer.Content.Headers.Allow.Order(StringComparer.Ordinal);
                var isRight = allowed.Contains(method)
                    ? status != 405 && !(method == "HEAD" && body.Length > 0)
                    : status == 405
                        && answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
                        && said.SequenceEqual(allowed, StringComparer.Ordinal);
                if (!isRight)
                    wrong.Add($"{method} {path}: {status}, Allow {string.Join(',', said)}, {body}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/v1/nope")]
    [InlineData("/API/V1/NOPE")]
    [InlineData("/api/v2/courses")]
    [InlineData("/api/v1/courses/not-an-id")]
    [InlineData("/api/v1/courses/00000000000000000000000000000000/enroll")]
    [InlineData("/hub/nope")]
    [InlineData("/openapi")]
    [InlineData("/openapi/v2.json")]
    [InlineData("/health")]
    [InlineData("/health/nope")]
    [InlineData("/docs")]
    [InlineData("/docs/index.html")]
    public async Task An_address_that_is_none_is_404_whatever_the_method(string path)
    {
        foreach (var method in Methods)
        {
            using var answer = await SendAsync(Server.Http, method, path);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            if (method != "HEAD")
                await answer.ShouldBeProblemAsync(404, "request.not-found");
            Assert.True((int)answer.StatusCode == 404, $"{method} {path}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task HEAD_of_what_can_be_read_is_GET_without_the_body()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0);
        foreach (
            var path in new[]
            {
                "/api/v1/me",
                "/api/v1/courses",
                $"/api/v1/courses/{course.Id}",
                "/api/v1/enrollments",
                $"/api/v1/progress/enrollment/{enrollment}",
                "/api/v1/gamification/me",
                "/api/v1/chat/rooms",
                "/openapi/v1.json",
                "/.well-known/jwks.json",
                "/health/live",
                $"/api/v1/courses/{Guid.NewGuid()}",
            }
        )
        {
            using var get = await SendAsync(learner.Http, "GET", path);
            using var head = await SendAsync(learner.Http, "HEAD", path);
            Assert.Equal((path, get.StatusCode), (path, head.StatusCode));
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
        using var nobody = await SendAsync(Server.Http, "HEAD", "/api/v1/me");
        Assert.Equal(401, (int)nobody.StatusCode);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task A_page_of_the_client_can_only_be_read(string method)
    {
        using var answer = await SendAsync(Server.Http, method, "/leaderboard");
        await answer.ShouldBeProblemAsync(405, "request.method-not-allowed");
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        return await http.SendAsync(request);
    }

    /// <summary>All addresses of the table, with ids for their parameters, and what each has.</summary>
    private IEnumerable<(string Path, string[] Allowed)> Addresses() =>
        Server
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .GroupBy(PathOf, e => e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods)
            .Select(path => (path.Key, path.SelectMany(methods => methods).ToHashSet(StringComparer.Ordinal)))
            .Select(path =>
            {
                if (path.Item2.Contains("GET"))
                    path.Item2.Add("HEAD");
                return (path.Key, path.Item2.Order(StringComparer.Ordinal).ToArray());
            });

    private static string PathOf(RouteEndpoint endpoint) =>
        "/"
        + Parameter()
            .Replace(endpoint.RoutePattern.RawText!.Trim('/'), parameter => parameter.Value.Contains(
                    "documentName",
                    StringComparison.Ordinal
                )
                    ? "v1"
                : parameter.Value.Contains(":int", StringComparison.Ordinal) ? "1"
                : "01900000-0000-7000-8000-000000000001");

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
