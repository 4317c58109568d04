using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Learning;
using Academy.Silo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;

namespace Academy.Grains.Tests;

/// <summary>A whole silo as the host composes it, on a database of its own. No web.</summary>
internal sealed class RunningAcademy : IAsyncDisposable
{
    private static readonly string MasterKey = Convert.ToBase64String([
        .. Enumerable.Range(1, 32).Select(i => (byte)i),
    ]);

    private readonly IHost host;
    private readonly string connectionString;

    private RunningAcademy(IHost host, string connectionString) =>
        (this.host, this.connectionString) = (host, connectionString);

    public IServiceProvider Services => host.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public string Epoch => Services.GetRequiredService<IJournal>().Epoch;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public Caller Instructor { get; } = new(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Instructor);

    public static async Task<RunningAcademy> StartAsync(
        string? connectionString = null,
        Action<IServiceCollection>? register = null
    )
    {
        connectionString ??= await Testing.TestPostgres.NewDatabaseAsync();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Test" });
        builder.Configuration["ConnectionStrings:Academy"] = connectionString;
        builder.Configuration["Secrets:MasterKey"] = MasterKey;
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        register?.Invoke(builder.Services);
        await builder.AddAcademySiloAsync();
        var built = builder.Build();
        await built.StartAsync();
        return new RunningAcademy(built, connectionString);
    }

    /// <summary>Another process on the same database, after this one ended.</summary>
    public async Task<RunningAcademy> RestartAsync(Action<IServiceCollection>? register = null)
    {
        await DisposeAsync();
        return await StartAsync(connectionString, register);
    }

    public Caller NewLearner() => new(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Student);

    public CommandKey Key(string id) => new(id, "hash");

    public ILearningGrain Learning(Caller caller) => Grains.GetGrain<ILearningGrain>(caller.Key);

    /// <summary>Publishes a course with so many modules, without lessons.</summary>
    public async Task<CourseContent> PublishAsync(int modules, Caller? instructor = null)
    {
        var caller = instructor ?? Instructor;
        var id = Guid.NewGuid();
        var course = Grains.GetGrain<ICourseGrain>(GrainKey.Of(caller.Organization, id));
        Accept(await course.Create(caller, null, new CreateCourse("Course", "", "Testing", CourseLevel.Beginner)));
        for (var i = 1; i <= modules; i++)
            Accept(
                await course.AddModule(
                    caller,
                    null,
                    new AddModule(new ModuleId(Guid.NewGuid()), $"Module {i}", null, null)
                )
            );
        Accept(await course.Publish(caller, null));
        return (await course.GetPublished())!;
    }

    public async Task<EnrollmentId> EnrollAtOnceAsync(Caller learner, CourseContent course) =>
        Accept(await Learning(learner).Enroll(learner, null, course.Id)).Enrollment.Id;

    /// <summary>
    /// Enrolls, and waits until the learner's stream knows of the course's room: what comes after has numbers to count
    /// on.
    /// </summary>
    public async Task<EnrollmentId> EnrollAsync(Caller learner, CourseContent course)
    {
        var enrollment = await EnrollAtOnceAsync(learner, course);
        var joined = $"""
            select count(*) from events where stream = '{learner.Organization.Value}/user:{learner.User}'
                and type = 'chat.room-joined'
               and data ->> 'roomId' = '{RoomId.OfCourse(course.Id)}'
            """;
        for (var look = 0; await QueryAsync<long>(joined) == 0; look++)
        {
            Assert.True(look < 1_500, "The learner was not told of the course's room within 30 s.");
            await Task.Delay(20);
        }
        return enrollment;
    }

    public async Task<ModuleCompletion> CompleteAsync(Caller learner, EnrollmentId enrollment, ModuleContent module) =>
        Accept(await Learning(learner).CompleteModule(learner, null, enrollment, module.Id));

    public static T Accept<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Accepted, $"refused: {outcome.Refusal?.Code}");
        return outcome.Answer!;
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until a query counts so many.</summary>
    public async Task UntilAsync(string count, long expected)
    {
        for (var look = 0; await QueryAsync<long>(count) is var found && found != expected; look++)
        {
            Assert.True(look < 1_500, $"{count}: {found}, not {expected}, after 30 s.");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
