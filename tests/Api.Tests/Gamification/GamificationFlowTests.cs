using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace Academy.Api.Tests.Gamification;

[Collection(OnSharedServer.Name)]
public sealed class GamificationFlowTests(SharedServer shared)
{
    private static readonly string[] Members = ["asOf", "entries", "me", "timeframe"],
        MembersOfCourse = ["asOf", "courseId", "entries", "me", "timeframe"];

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_module_completed_pays_and_shows_on_every_board()
    {
        var organization = new OrganizationId("board");
        var instructor = await Server.SignInAsync(Role.Instructor, organization);
        var course = await Server.CourseAsync(instructor, 0, 0);
        var learner = await Server.SignInAsync(Role.Student, organization);
        var enrollment = await learner.EnrollAsync(course);
        await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}", null, 200);

        var game = await learner.GetAsync("/gamification/me");
        Assert.Equal(["xp", "level", "nextLevelXp", "streak", "achievements"], game.Names());
        Assert.Equal(["current", "longest"], game.GetProperty("streak").Names());
        var xp = game.Number("xp");
        Assert.True(xp >= 60, $"a first module pays at least 60, not {xp}");

        foreach (
            var query in new[]
            {
                "",
                "?timeframe=all",
                "?timeframe=monthly",
                "?timeframe=weekly&limit=5",
                $"?courseId={course.Id}",
            }
        )
        {
            var board = await EventuallyOnBoardAsync(learner, query);
            var ofCourse = query.Contains("courseId", StringComparison.Ordinal);
            Assert.Equal(ofCourse ? MembersOfCourse : Members, board.Names().Order(StringComparer.Ordinal));
            if (ofCourse)
                Assert.Equal(("all", course.Id), (board.Text("timeframe"), board.Id("courseId")));
            var entry = Assert.Single(board.GetProperty("entries").EnumerateArray());
            Assert.Equal(["rank", "userId", "displayName", "xp", "level"], entry.Names());
            Assert.Equal((1, learner.Id), (entry.Number("rank"), entry.Id("userId")));
            Assert.Equal(1, board.GetProperty("me").Number("rank"));
        }
    }

    [Theory]
    [InlineData("timeframe=yearly", "timeframe")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("courseId=nonsense", "courseId")]
    public async Task A_board_that_cannot_be_is_refused(string query, string field)
    {
        var learner = await Server.SignInAsync();
        var problem = await learner.GetAsync($"/gamification/leaderboard?{query}", 400);
        Assert.Equal("request.validation", problem.Text("code"));
        Assert.Equal([field], problem.GetProperty("errors").Names());
    }

    [Fact]
    public async Task A_board_of_a_course_that_the_caller_cannot_see_is_none_and_wakes_no_grain()
    {
        var teacher = await Server.SignInAsync(Role.Instructor);
        var elsewhere = await Server.SignInAsync(Role.Admin, new OrganizationId("elsewhere"));
        var learner = await Server.SignInAsync();
        var course = await Server.CourseAsync(teacher, 0);
        var draft = (await teacher.PostAsync("/courses", Academies.NewCourse("A draft"), 201)).Id();
        (Person Viewer, Guid Course)[] hidden =
        [
            (learner, Guid.Empty),
            (learner, Guid.NewGuid()),
            (learner, draft),
            (elsewhere, course.Id),
        ];
        using var activations = new Activations();
        foreach (var (viewer, of) in hidden)
        {
            using var answer = await viewer.Http.GetAsync($"/api/v1/gamification/leaderboard?courseId={of}");
            await answer.ShouldBeProblemAsync(404, "gamification.leaderboard-not-found");
            await using var socket = await HubClient.Connect(Server.Address, $"access_token={viewer.AccessToken}");
            Assert.Equal("refused", (await socket.Subscribe($"leaderboard:course-{of}")).Text("verdict"));
            await viewer.GetAsync($"/streams/leaderboard:course-{of}", 404);
            await viewer.GetAsync($"/streams/leaderboard:course-{of}?offset=now&live=long-poll", 404);
            Assert.Equal(0, activations.Of("leaderboard"));
        }
        await teacher.GetAsync($"/gamification/leaderboard?courseId={draft}");
        await learner.GetAsync($"/gamification/leaderboard?courseId={course.Id}");
        Assert.Equal(2, activations.Of("leaderboard"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("course-")]
    [InlineData("course-none")]
    [InlineData("yearly")]
    public async Task A_board_of_no_name_is_none(string scope)
    {
        var learner = await Server.SignInAsync();
        await using var socket = await HubClient.Connect(Server.Address, $"access_token={learner.AccessToken}");
        Assert.Equal("refused", (await socket.Subscribe($"leaderboard:{scope}")).Text("verdict"));
        await learner.GetAsync($"/streams/leaderboard:{scope}", 404);
    }

    [Fact]
    public async Task A_board_that_is_watched_says_of_which_course_it_is()
    {
        var course = await Server.CourseAsync(await Server.SignInAsync(Role.Instructor), 0);
        var learner = await Server.SignInAsync();
        await using var socket = await HubClient.Connect(Server.Address, $"access_token={learner.AccessToken}");
        var snapshot = (await socket.Subscribe($"leaderboard:course-{course.Id}")).GetProperty("snapshot");
        Assert.Equal(course.Id, snapshot.Id("courseId"));
        foreach (var scope in new[] { "all", "weekly", "monthly" })
        {
            var other = (await socket.Subscribe($"leaderboard:{scope}")).GetProperty("snapshot");
            Assert.DoesNotContain("courseId", other.Names());
        }
    }

    /// <summary>Totals reach the boards after the commit, by a one-way call.</summary>
    private static async Task<System.Text.Json.JsonElement> EventuallyOnBoardAsync(Person learner, string query)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var board = await learner.GetAsync($"/gamification/leaderboard{query}");
            if (board.GetProperty("entries").GetArrayLength() > 0)
                return board;
            Assert.False(patience.IsCancellationRequested, $"the learner never came onto the board '{query}'");
            await Task.Yield();
        }
    }
}
