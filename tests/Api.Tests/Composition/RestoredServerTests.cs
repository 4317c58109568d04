using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Silo;
using Academy.Testing;
using Npgsql;

namespace Academy.Api.Tests.Composition;

/// <summary>
/// <c>backup</c> beside a running server, <c>restore</c> into an empty database, and a server on that.
/// </summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class RestoredServerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("academy-restore-").FullName;

    [Fact]
    public async Task A_restored_server_goes_on_where_the_backup_stood_and_clients_begin_anew()
    {
        await using var server = await AcademyServer.StartAsync();
        var (course, learner, enrollment) = await server.EnrolledAsync(0, 0, 0);
        await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}", null, 200, "first");
        await using var hub = await HubClient.Connect(server.Address, $"access_token={learner.AccessToken}");
        var position = await hub.Subscribe($"user:{learner.Id}");
        var waiting = await LeaveOnFeedAsync(server.Database, course, learner);

        var file = Path.Combine(folder, "academy.backup");
        Assert.Contains($"{file}.keys", await RunAsync(server.Database, "backup", file), StringComparison.Ordinal);
        await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[1].Id}", null, 200, "second");

        var database = await TestPostgres.NewDatabaseAsync();
        Assert.Contains("new epoch", await RunAsync(database, "restore", file), StringComparison.Ordinal);
        await using var restored = await AcademyServer.StartAsync($"--ConnectionStrings:Academy={database}");
        var again = await restored.SignInAsync(learner.Email, learner.Password);
        await using var anew = await HubClient.Connect(restored.Address, $"access_token={again.AccessToken}");
        var answer = await anew.Subscribe(
            $"user:{learner.Id}",
            (position.Text("epoch"), position.GetProperty("seq").GetInt64())
        );
        Assert.Equal("snapshot", answer.Text("verdict"));
        Assert.NotEqual(position.Text("epoch"), answer.Text("epoch"));
        Assert.Equal(1, (await again.GetAsync("/progress/overall")).Number("completedModules"));

        // What was waiting for the course's owner is taken up; the main job works; a repeat from before is known.
        var teacher = await restored.SignInAsync(course.Instructor.Email, course.Instructor.Password);
        await using var live = await HubClient.Connect(restored.Address, $"access_token={teacher.AccessToken}");
        var joined = (await live.Subscribe($"course:{course.Id}")).ToString();
        if (!joined.Contains(waiting.ToString(), StringComparison.Ordinal))
            Assert.Contains(waiting.ToString(), (await live.Next()).Argument.ToString(), StringComparison.Ordinal);
        var first = await again.PostAsync(
            $"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}",
            null,
            200,
            "first"
        );
        Assert.Equal(1, first.GetProperty("courseProgress").Number("completedModules"));
        var second = await again.PostAsync(
            $"/progress/mark-completed/{enrollment}/{course.Modules[1].Id}",
            null,
            200,
            "second"
        );
        Assert.Equal(2, second.GetProperty("courseProgress").Number("completedModules"));
        Assert.Contains(
            course.Modules[1].Id.ToString(),
            (await live.Next()).Argument.ToString(),
            StringComparison.Ordinal
        );
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A row that the course's owner, which nobody nudges, has not taken up yet.</summary>
    private static async Task<Guid> LeaveOnFeedAsync(string database, TestCourse course, Person learner)
    {
        var marker = Guid.NewGuid();
        await using var source = NpgsqlDataSource.Create(database);
        await using var insert = source.CreateCommand(
            $$"""
            insert into feed (owner, source_stream, source_seq, data) values ('academy/course:{{course.Id}}',
                'academy/user:{{learner.Id}}', 1,
                jsonb_build_object('kind', 'module-completed', 'userId', '{{learner.Id}}', 'enrollmentId',
                    '{{marker}}', 'moduleId', '{{marker}}',
                    'at', '2026-11-20T10:00:00.000Z', 'courseProgress', jsonb_build_object('totalModules', 3,
                        'completedModules', 1, 'percent', 33)))
            """
        );
        await insert.ExecuteNonQueryAsync();
        return marker;
    }

    private static async Task<string> RunAsync(string database, params string[] command)
    {
        var output = new StringWriter();
        var code = await SiloCommands.RunAsync(
            command[0],
            [
                .. command[1..],
                "--environment=Production",
                $"--ConnectionStrings:Academy={database}",
                $"--Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
            ],
            defaults: [],
            output
        );
        Assert.True(code == 0, output.ToString());
        return output.ToString();
    }
}
