using System.Text.Json;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Realtime;

/// <summary>What <c>@microsoft/signalr</c> on Node sees; the script is tests/Api.Tests/node/hub.mjs.</summary>
[Collection(OnSharedServer.Name)]
public sealed class OfficialClientTests(SharedServer shared)
{
    [Fact]
    public async Task The_official_client_joins_goes_away_resumes_and_is_logged_out()
    {
        var (course, learner, enrollment) = await shared.Server.EnrolledAsync(0, 0, 0);
        var seen = await Oracle.AskAsync(
            "hub.mjs",
            new
            {
                server = shared.Server.Address,
                token = learner.AccessToken,
                refreshToken = learner.RefreshToken,
                user = learner.Id,
                enrollment,
                modules = course.Modules.Select(m => m.Id),
            }
        );

        Assert.Equal("snapshot", seen.GetProperty("joined").Text("verdict"));
        Assert.Equal(
            0,
            seen.GetProperty("joined")
                .GetProperty("snapshot")
                .GetProperty("learning")
                .GetProperty("enrollments")[0]
                .Number("completedModules")
        );
        Assert.Equal("refused", seen.GetProperty("stranger").Text("verdict"));
        Assert.Contains("DropTables", seen.Text("unknownMethod"), StringComparison.Ordinal);

        // Live, then while away, then live again: one unbroken line of numbers, and each completion in it once.
        var all = seen.GetProperty("live")
            .EnumerateArray()
            .Concat(seen.GetProperty("resumed").GetProperty("events").EnumerateArray())
            .Concat(seen.GetProperty("liveAgain").EnumerateArray())
            .ToArray();
        var first = seen.GetProperty("joined").GetProperty("seq").GetInt64() + 1;
        Assert.Equal("resumed", seen.GetProperty("resumed").Text("verdict"));
        Assert.Equal(
            Enumerable.Range(0, all.Length).Select(i => first + i),
            all.Select(e => e.GetProperty("seq").GetInt64())
        );
        Assert.Equal(
            course.Modules.Select(m => m.Id),
            all.Where(e => e.Text("type") == "progress.module-completed")
                .Select(e => e.GetProperty("data").Id("moduleId"))
        );
        Assert.Contains("session-ended", seen.Text("closed"), StringComparison.Ordinal);
    }
}
