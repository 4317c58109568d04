using Academy.Accounts;
using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Testing;

namespace Academy.Api.Tests.Realtime;

/// <summary>The hub while the database is away.</summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class HubOutageTests
{
    [Fact]
    public async Task Without_the_database_new_subscriptions_are_told_so_and_those_that_are_open_go_on_after_it()
    {
        var directory = TestPostgres.NewDirectory();
        var postgres = await TestPostgres.StartOwnAsync(directory);
        await using var server = await AcademyServer.StartAsync(
            $"--ConnectionStrings:Academy={postgres.ConnectionString}"
        );
        var course = await server.CourseAsync(await server.SignInAsync(Role.Instructor), 0, 0);
        var (learner, late) = (await server.SignInAsync(), await server.SignInAsync());
        var enrollment = await learner.EnrollAsync(course);
        await using var open = await HubClient.Connect(server.Address, $"access_token={learner.AccessToken}");
        await using var other = await HubClient.Connect(server.Address, $"access_token={late.AccessToken}");
        var position = (await open.Subscribe($"user:{learner.Id}")).GetProperty("seq").GetInt64();

        await postgres.StopAsync(CancellationToken.None);
        // Whose grain is in memory is answered; whose stream would have to be loaded is told to try again.
        Assert.Equal("snapshot", (await open.Subscribe($"user:{learner.Id}")).Text("verdict"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => other.Subscribe($"user:{late.Id}"));
        Assert.Contains(CloseReasons.Unavailable, error.Message, StringComparison.Ordinal);

        var again = await TestPostgres.StartOwnAsync(directory);
        try
        {
            await SubscribedInTheEnd(other, $"user:{late.Id}");
            await CompletedInTheEnd(learner, $"/api/v1/progress/mark-completed/{enrollment}/{course.Modules[0].Id}");
            Assert.Equal(position + 1, (await open.Until("Event")).GetProperty("seq").GetInt64());
            Assert.False(open.Closed.IsCompleted || other.Closed.IsCompleted);
        }
        finally
        {
            await again.StopAsync(CancellationToken.None);
        }
    }

    private static async Task SubscribedInTheEnd(HubClient client, string stream)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Assert.Equal("snapshot", (await client.Subscribe(stream)).Text("verdict"));
                return;
            }
            catch (InvalidOperationException e) when (attempt < 200)
            {
                Assert.Contains(CloseReasons.Unavailable, e.Message, StringComparison.Ordinal);
                await Task.Delay(100);
            }
        }
    }

    private static async Task CompletedInTheEnd(Person learner, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var answer = await learner.Http.SendJsonAsync(HttpMethod.Post, path, key: path);
            if (answer.IsSuccessStatusCode)
                return;
            Assert.True(attempt < 200, $"not back: {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(100);
        }
    }
}
