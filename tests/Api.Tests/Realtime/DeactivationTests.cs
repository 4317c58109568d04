using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Realtime;

/// <summary>Owners that leave the memory while they are watched and subscribed to.</summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class DeactivationTests
{
    private const int Learners = 8;
    private const int Modules = 8;

    [Fact]
    public async Task Subscribing_while_owners_come_and_go_loses_nothing()
    {
        // Far shorter than a renewal of a watch, so that every owner leaves again and again.
        await using var server = await AcademyServer.StartAsync("--Runtime:IdleTime=00:00:00.1");
        var course = await server.CourseAsync(await server.SignInAsync(Role.Instructor), new int[Modules]);
        await Task.WhenAll(Enumerable.Range(0, Learners).Select(seed => Learn(server, course, new Random(seed))));
    }

    private static async Task Learn(AcademyServer server, TestCourse course, Random chance)
    {
        var learner = await server.SignInAsync();
        var enrollment = await learner.EnrollAsync(course);
        var stream = $"user:{learner.Id}";
        await using var client = await HubClient.Connect(server.Address, $"access_token={learner.AccessToken}");
        var first = await client.Subscribe(stream);
        var (epoch, position) = (first.Text("epoch"), first.GetProperty("seq").GetInt64());
        var completed = new List<Guid>();

        foreach (var module in course.Modules)
        {
            await learner.PostAsync($"/progress/mark-completed/{enrollment}/{module.Id}", null, 200);
            await Task.Delay(chance.Next(400));
            if (chance.Next(2) == 0)
                continue;
            var answer = await client.Subscribe(stream, (epoch, position));
            Assert.Equal("resumed", answer.Text("verdict"));
            foreach (var e in answer.GetProperty("events").EnumerateArray())
                Take(e);
            Assert.Equal(answer.GetProperty("seq").GetInt64(), position);
        }
        while (completed.Count < Modules)
            Take(await client.Until("Event"));
        Assert.Equal(course.Modules.Select(module => module.Id), completed);

        // What was pushed before an answer may be in it as well.
        void Take(JsonElement e)
        {
            var seq = e.GetProperty("seq").GetInt64();
            Assert.True(seq <= position + 1, $"{position + 1} is missing: {seq} came.");
            if (seq <= position)
                return;
            position = seq;
            if (e.Text("type") == "progress.module-completed")
                completed.Add(e.GetProperty("data").Id("moduleId"));
        }
    }
}
