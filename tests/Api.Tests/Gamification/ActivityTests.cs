using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Gamification;

[Collection(OnSharedServer.Name)]
public sealed class ActivityTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task What_was_earned_has_its_day_and_its_cause()
    {
        var course = await Server.CourseAsync(await Server.SignInAsync(Role.Instructor), 1, 0);
        var learner = await Server.SignInAsync();
        var enrollment = await learner.EnrollAsync(course);
        var lesson = course.Modules[0].Lessons[0];
        await learner.PostAsync($"/lessons/{lesson}/complete", new { enrollmentId = enrollment }, 200);

        var module = course.Modules[1].Id;
        await learner.PostAsync($"/progress/mark-completed/{enrollment}/{module}", null, 200);

        var activity = await learner.GetAsync("/gamification/activity");
        var game = await learner.GetAsync("/gamification/me");
        var days = activity.GetProperty("days").EnumerateArray().ToList();
        Assert.Equal(7, days.Count);
        Assert.Equal(days.Select(d => d.Text("day")).Order(StringComparer.Ordinal), days.Select(d => d.Text("day")));
        Assert.Equal(game.Number("xp"), days.Sum(d => d.Number("xp")));
        Assert.Equal(0, days[0].Number("xp"));

        var recent = activity.GetProperty("recent").EnumerateArray().ToList();
        Assert.Equal(game.Number("xp"), recent.Sum(r => r.Number("amount")));
        var byCause = recent.ToDictionary(r => r.Text("cause"));
        Assert.Equal("Lesson 1", byCause["lesson"].Text("title"));
        Assert.Equal("Module 2", byCause["module"].Text("title"));
        Assert.Equal(course.Id, byCause["module"].GetProperty("courseId").GetGuid());
        Assert.Equal(
            recent.Select(r => r.Text("at")).OrderDescending(StringComparer.Ordinal),
            recent.Select(r => r.Text("at"))
        );
    }

    [Fact]
    public async Task Who_has_earned_nothing_has_seven_empty_days()
    {
        var activity = await (await Server.SignInAsync()).GetAsync("/gamification/activity");
        Assert.All(activity.GetProperty("days").EnumerateArray(), day => Assert.Equal(0, day.Number("xp")));
        Assert.Equal(JsonValueKind.Array, activity.GetProperty("recent").ValueKind);
        Assert.Empty(activity.GetProperty("recent").EnumerateArray());
    }
}
