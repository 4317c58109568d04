using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Journal.Tests;
using Academy.Processes.Clients;
using Academy.Processes.Servers;
using Academy.Testing.Histories;

namespace Academy.Processes.Rounds;

/// <summary>
/// A PostgreSQL, a server, doors before both that can be cut, and a dozen learners with an instructor who watches.
/// </summary>
internal sealed class Stage : IStage, IAsyncDisposable
{
    private static readonly int ModulesPerCourse = Size.Of(always: 150, full: 400);

    /// <summary>Tokens live for a quarter of an hour, rounds may go on for hours.</summary>
    private static readonly TimeSpan TokenAgeMax = TimeSpan.FromMinutes(5);

    private readonly CuttingProxy beforeDatabase;
    private readonly CuttingProxy beforeServer;
    private readonly List<Watcher> instructors = [];
    private bool throughDoor;
    private Person? instructor;
    private string instructorToken = "";
    private long instructorSignedIn;

    private Stage(Database database, Random random)
    {
        Database = database;
        beforeDatabase = new(database.Socket, random.Next());
        beforeServer = new(new IPEndPoint(IPAddress.Loopback, 9), random.Next());
    }

    public Database Database { get; }

    /// <summary>What all clients did and saw.</summary>
    public History History { get; } = new();

    public AcademyProcess Server { get; private set; } = null!;

    /// <summary>Where the clients go.</summary>
    public Uri Door { get; private set; } = null!;

    public IReadOnlyList<Learner> Learners { get; private set; } = [];

    /// <summary>Everybody has a place on the board that can be read at once.</summary>
    public bool IsOnBoard => Learners.Count <= 100;

    public CuttingProxy BeforeDatabase => beforeDatabase;

    public CuttingProxy BeforeServer => beforeServer;

    /// <summary>Streams that watch what all learners do.</summary>
    public IReadOnlyList<Watcher> Instructors => instructors;

    public IEnumerable<string> Errors => Server.Errors;

    public static async Task<Stage> SetAsync(
        Random random,
        int learners,
        Database? database = null,
        string? alsoWatched = null
    )
    {
        var stage = new Stage(database ?? await Database.StartAsync(), random);
        try
        {
            await using (
                var server = await AcademyServer.StartAsync(
                    $"--ConnectionStrings:Academy={stage.Database.ConnectionString}"
                )
            )
            {
                stage.instructor = await server.SignInAsync(Role.Instructor);
                var all = new Learner[learners];
                for (var i = 0; i < all.Length; i++)
                    all[i] = new Learner(await server.SignInAsync(), stage.History, () => new(0, () => stage.Door));
                stage.Learners = all;
                await stage.NewCourseAsync(server);
            }
            await stage.StartServerAsync(throughDoor: false);
            foreach (var learner in stage.Learners)
                learner.Watch(alsoWatched);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async Task StartServerAsync(bool throughDoor)
    {
        this.throughDoor = throughDoor;
        Server = await AcademyProcess.Start(
            throughDoor ? Database.Through(beforeDatabase.Port) : Database.ConnectionString
        );
        beforeServer.Target = new IPEndPoint(IPAddress.Loopback, Server.Address.Port);
        Door = Server.Address;
        for (var i = 0; i < Learners.Count; i++)
            Learners[i].ConnectAnew(givesUp: i % 2 == 0);
    }

    /// <summary>An orderly restart, if the server is not connected in this way.</summary>
    public async Task ConnectServerAsync(bool throughDoor)
    {
        if (this.throughDoor == throughDoor)
            return;
        await Server.Stop();
        await Server.DisposeAsync();
        await StartServerAsync(throughDoor);
    }

    public async Task RestartServerAsync()
    {
        await Server.DisposeAsync();
        await StartServerAsync(throughDoor: false);
    }

    /// <summary>Clients go through a door that can be cut; or straight.</summary>
    public void LeadThroughDoor(bool through)
    {
        Door = through ? new Uri($"http://127.0.0.1:{beforeServer.Port}") : Server.Address;
        foreach (var learner in Learners)
            learner.ConnectAnew();
    }

    /// <summary>The learners work until as many as wanted are acknowledged.</summary>
    public async Task<(Load Load, Task Work)> WorkAsync(TimeSpan pace = default)
    {
        foreach (var learner in Learners)
            await learner.SignInAgainAsync();
        if (Stopwatch.GetElapsedTime(instructorSignedIn) > TokenAgeMax)
        {
            var answer = await Learners[0]
                .SendAsync(
                    HttpMethod.Post,
                    "/auth/login",
                    200,
                    new { email = instructor!.Email, password = instructor.Password }
                );
            (instructorToken, instructorSignedIn) = (answer.Text("accessToken"), Stopwatch.GetTimestamp());
        }
        var load = new Load(pace);
        return (load, Task.WhenAll(Learners.Select(learner => Task.Run(() => learner.WorkAsync(load)))));
    }

    /// <summary>
    /// A new course when the old one is nearly done, made by a server in this process while the other rests.
    /// </summary>
    public async Task SeeToModulesAsync(int wanted)
    {
        if (Learners.Sum(learner => learner.Left) >= wanted)
            return;
        await Server.Stop();
        await Server.DisposeAsync();
        await using (
            var server = await AcademyServer.StartAsync($"--ConnectionStrings:Academy={Database.ConnectionString}")
        )
            await NewCourseAsync(server);
        await StartServerAsync(throughDoor: false);
    }

    /// <summary>The read models as they are, and as they are when they are made anew from the journal.</summary>
    public async Task<(string[] Grown, string[] Rebuilt)> RebuildAsync()
    {
        await Server.Stop();
        var grown = await Database.ReadModelsAsync();
        var (code, said) = await AcademyProcess.Run(Database.ConnectionString, "rebuild-projections");
        Assert.True(code == 0, said);
        return (grown, await Database.ReadModelsAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watcher in Learners.Select(learner => learner.Watcher).OfType<Watcher>().Concat(instructors))
            await watcher.DisposeAsync();
        if (Server is not null)
            await Server.DisposeAsync();
        await beforeServer.DisposeAsync();
        await beforeDatabase.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task NewCourseAsync(AcademyServer server)
    {
        instructor = await server.SignInAsync(instructor!.Email, instructor.Password);
        var course = await server.CourseAsync(instructor, new int[ModulesPerCourse]);
        Door = server.Address;
        foreach (var learner in Learners)
        {
            learner.ConnectAnew();
            await learner.EnrollAsync(course);
        }
        (instructorToken, instructorSignedIn) = (instructor.AccessToken, Stopwatch.GetTimestamp());
        instructors.Add(
            new Watcher(
                new Doors(0, () => Door),
                () => instructorToken,
                new StreamView(History, $"instructor of {course.Id}", $"course:{course.Id}")
            ).Start()
        );
    }
}
