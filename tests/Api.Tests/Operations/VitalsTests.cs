using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Operations;

/// <summary>How fast pages are in browsers.</summary>
public sealed class VitalsTests : IAsyncLifetime
{
    private AcademyServer server = null!;

    public async Task InitializeAsync() => server = await AcademyServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task What_browsers_tell_is_shown_to_operators_by_page()
    {
        foreach (var lcp in new[] { 1_000, 1_200, 1_400, 9_000 })
            await TellAsync(new { page = "/courses/:courseId", lcp });
        await TellAsync(
            new
            {
                page = "/",
                fcp = 0,
                inp = 120,
                cls = 40,
            }
        );
        var admin = await server.SignInAsync(Role.Admin);
        await ShownAsync(admin, 7);
        await TellAsync(new { page = "/", inp = 120 });
        var shown = await ShownAsync(admin, 8);
        var found = shown
            .GetProperty("vitals")
            .EnumerateArray()
            .ToDictionary(
                v => (v.Text("page"), v.Text("vital")),
                v => (v.Number("count"), P75: v.GetProperty("p75").GetDouble())
            );
        Assert.Equal(4, found.Count);
        Assert.Equal(4, found[("/courses/:courseId", "lcp")].Item1);
        Assert.InRange(found[("/courses/:courseId", "lcp")].P75, 1_400, 1_540);
        Assert.Equal((1, 0d), found[("/", "fcp")]);
        Assert.Equal(2, found[("/", "inp")].Item1);
        Assert.InRange(found[("/", "inp")].P75, 120, 132);
        Assert.InRange(found[("/", "cls")].P75, 0.04, 0.044);
    }

    [Theory]
    [InlineData("page", "/courses/0190f9c6-0000-7000-8000-000000000001")]
    [InlineData("page", "")]
    [InlineData("lcp", -1)]
    [InlineData("lcp", 600_001)]
    [InlineData("cls", 10_001)]
    [InlineData("inp", "fast")]
    public async Task What_is_no_measurement_is_refused_at_its_field(string field, object value)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["page"] = "/", [field] = value };
        using var answer = await server.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/vitals", body);
        var problem = await answer.ShouldBeProblemAsync(400, "request.validation");
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    /// <summary>They are written now and then, and those of a later time are added to those before.</summary>
    private static async Task<JsonElement> ShownAsync(Person admin, int measurements)
    {
        for (var look = 0; ; look++)
        {
            var shown = await admin.GetAsync("/ops/vitals");
            if (shown.GetProperty("vitals").EnumerateArray().Sum(v => v.Number("count")) == measurements)
                return shown;
            Assert.True(look < 600, $"{measurements} measurements were not shown within a minute: {shown}");
            await Task.Delay(100);
        }
    }

    private async Task TellAsync(object body)
    {
        using var answer = await server.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/vitals", body);
        await answer.ShouldBeAsync(204);
    }
}
