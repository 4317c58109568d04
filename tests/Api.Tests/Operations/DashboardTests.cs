using System.Net;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.Operations;

/// <summary>
/// Orleans's dashboard shows what it knows to those who run the platform, and not even to them the state of grains.
/// </summary>
[Collection(OnSharedServer.Name)]
public sealed class DashboardTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Nobody_but_admins_of_the_platform_is_let_in_on_any_path_under_it()
    {
        var paths = Paths();
        Assert.True(paths.Length > 15, "The dashboard's routes were not found.");
        var student = await Server.SignInAsync();
        var instructor = await Server.SignInAsync(Role.Instructor);
        var stranger = await Server.SignInAsync(Role.Admin, new OrganizationId("dashboard-elsewhere"));
        foreach (var path in paths)
        {
            Assert.Equal((401, path), (await StatusAsync(Server.Http, path), path));
            foreach (var person in new[] { student, instructor, stranger })
            {
                Assert.Equal((403, path), (await StatusAsync(person.Http, path), path));
                Assert.Equal((403, path), (await StatusAsync(Server.Http, path, person.AccessToken), path));
            }
            Assert.Equal((401, path), (await StatusAsync(Server.Http, path, "nonsense"), path));
        }
    }

    [Fact]
    public async Task An_admin_of_the_platform_opens_it_by_a_cookie_that_opens_nothing_else()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        using var opened = await admin.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/ops/dashboard");
        Assert.Equal(HttpStatusCode.NoContent, opened.StatusCode);
        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        foreach (var part in new[] { "path=/ops/dashboard", "httponly", "samesite=strict", "expires=" })
            Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase);
        var token = cookie.Split(';')[0].Split('=', 2)[1];
        Assert.Equal(200, await StatusAsync(Server.Http, "/ops/dashboard/", token));
        Assert.Equal(200, await StatusAsync(Server.Http, "/ops/dashboard/DashboardCounters", token));
        Assert.Equal(401, await StatusAsync(Server.Http, "/api/v1/me", token));
        Assert.Equal(401, await StatusAsync(Server.Http, "/api/v1/ops/cluster", token));
    }

    [Fact]
    public async Task States_and_the_log_are_shown_to_nobody()
    {
        var admin = await Server.SignInAsync(Role.Admin);
        Assert.Equal(
            404,
            await StatusAsync(
                admin.Http,
                $"/ops/dashboard/GrainState?grainId={admin.Id}&grainType=Academy.Grains.Users.UserGrain"
            )
        );
        Assert.Equal(404, await StatusAsync(admin.Http, "/ops/dashboard/grainstate"));
        Assert.Equal(404, await StatusAsync(admin.Http, "/ops/dashboard/Trace"));
    }

    [Fact]
    public void Calls_of_grains_pass_by_no_filter_of_the_dashboard() =>
        Assert.DoesNotContain(Server.Services.GetServices<Orleans.IIncomingGrainCallFilter>(), filter =>
            filter.GetType().Namespace!.StartsWith("Orleans.Dashboard", StringComparison.Ordinal)
        );

    /// <summary>Each of its routes, with something in the place of what varies.</summary>
    private string[] Paths() =>
        [
            .. Server
                .Services.GetServices<EndpointDataSource>()
                .SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.Trim('/')}")
                .Where(route => route.StartsWith("/ops/dashboard", StringComparison.Ordinal))
                .Select(route => System.Text.RegularExpressions.Regex.Replace(route, @"\{[^}]+\}", "1"))
                .Append("/ops/dashboard/")
                .Distinct(),
        ];

    private static async Task<int> StatusAsync(HttpClient http, string path, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookie is not null)
            request.Headers.Add("Cookie", $"academy-dashboard={cookie}");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }
}
