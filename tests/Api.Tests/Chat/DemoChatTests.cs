using Academy.Api.Tests.Surroundings;
using Academy.Testing;

namespace Academy.Api.Tests.Chat;

public sealed class DemoChatTests
{
    [Fact]
    public async Task The_demo_has_conversations_and_a_second_start_begins_none_again()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        string[] settings = ["--environment=Development", $"--ConnectionStrings:Academy={database}"];
        for (var start = 0; start < 2; start++)
        {
            await using var server = await AcademyServer.StartAsync(settings);
            var learner = await server.SignInAsync("learner@academy.test", "academy-demo-1");
            var rooms = (await learner.GetAsync("/chat/rooms")).Items().ToArray();
            Assert.Equal(
                ["course", "direct", "group"],
                rooms.Select(r => r.Text("type")).Order(StringComparer.Ordinal)
            );
            var course = rooms.Single(r => r.Text("type") == "course");
            var messages = (await learner.GetAsync($"/chat/rooms/{course.Id()}/messages")).Items().ToArray();
            Assert.Equal(4, messages.Length);
            Assert.True(messages[^1].TryGetProperty("content", out _));
            Assert.Single((await learner.GetAsync($"/chat/rooms/{course.Id()}")).GetProperty("pins").EnumerateArray());
        }
    }
}
