using System.Net;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Journal;
using Academy.Learning;
using Academy.Silo;
using Academy.Silo.Clustering;
using Academy.Silo.Lifecycle;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace Academy.Silos.Tests;

/// <summary>
/// Several silos in one process, each composed as the program composes it, on one PostgreSQL; only their connections
/// are in memory, and who is declared dead stops instead of ending the process.
/// </summary>
internal sealed class SeveralSilos : IAsyncDisposable
{
    private static readonly string MasterKey = Convert.ToBase64String([
        .. Enumerable.Range(1, 32).Select(i => (byte)i),
    ]);

    private static int lastPort = 1_000;

    private readonly string connectionString;

    private SeveralSilos(InProcessTestCluster cluster, string connectionString) =>
        (Cluster, this.connectionString) = (cluster, connectionString);

    public InProcessTestCluster Cluster { get; }

    public IReadOnlyList<InProcessSiloHandle> Silos => Cluster.Silos;

    public Caller Instructor { get; } = new(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Instructor);

    /// <param name="count">Silos.</param>
    /// <param name="withClient">Whether there is a client, composed as a web node is that hosts no grains.</param>
    /// <param name="configure">What this test has its silos do besides.</param>
    /// <param name="connectThrough">How silos reach the database, if not directly.</param>
    public static async Task<SeveralSilos> StartAsync(
        short count,
        bool withClient = false,
        Action<IHostApplicationBuilder>? configure = null,
        Func<string, string>? connectThrough = null
    )
    {
        var database = await Testing.TestPostgres.NewDatabaseAsync();
        // Not by its builder, which would have members and the directory of grains in memory as well.
        var options = new InProcessTestClusterOptions
        {
            ClusterId = "academy",
            ServiceId = "academy",
            InitialSilosCount = count,
            InitializeClientOnDeploy = withClient,
            ConfigureFileLogging = false,
        };
        options.SiloHostConfigurationDelegates.Add(
            (one, host) =>
            {
                Configure(host, nameof(ClusterMode.Silo), one.SiloName);
                // Connections in memory have ends, too, which nobody else has.
                var (silo, gateway) = (
                    new IPEndPoint(IPAddress.Loopback, NextPort()),
                    new IPEndPoint(IPAddress.Loopback, NextPort())
                );
                host.Services.PostConfigure<EndpointOptions>(endpoints =>
                {
                    (endpoints.SiloListeningEndpoint, endpoints.SiloPort) = (silo, silo.Port);
                    (endpoints.GatewayListeningEndpoint, endpoints.GatewayPort) = (gateway, gateway.Port);
                });
                // A silo that lost its fence would end the process, which is the test's.
                host.Services.AddSingleton(services =>
                    ActivatorUtilities.CreateInstance<DeclaredDead>(services, new KeptFence())
                );
                configure?.Invoke(host);
            }
        );
        options.ClientHostConfigurationDelegates.Add(host => Configure(host, nameof(ClusterMode.Client), "client"));
        var silos = new SeveralSilos(new InProcessTestCluster(options, new TestClusterPortAllocator()), database);
        await silos.Cluster.DeployAsync();
        return silos;

        void Configure(IHostApplicationBuilder host, string mode, string name)
        {
            host.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["ConnectionStrings:Academy"] = connectThrough?.Invoke(database) ?? database,
                    ["Secrets:MasterKey"] = MasterKey,
                    ["Cluster:Mode"] = mode,
                    ["Cluster:Name"] = name,
                    ["Chat:RateBurst"] = "0",
                    ["Drain:MigrationTime"] = "00:00:25",
                    // Machines that test are busy.
                    ["Calls:Total"] = "00:00:30",
                }
            );
            host.Logging.SetMinimumLevel(LogLevel.Warning);
            host.AddAcademySiloAsync().GetAwaiter().GetResult();
        }
    }

    private sealed class KeptFence : IFence
    {
        public Fence Own => throw new InvalidOperationException("Nobody asks.");

        public Task Lost { get; } = new TaskCompletionSource().Task;
    }

    private static int NextPort() => Interlocked.Increment(ref lastPort);

    public IServiceProvider ServicesOf(int silo) => Silos[silo].ServiceProvider;

    /// <summary>Calls grains from within a silo, as a web node does that hosts one.</summary>
    public IGrainFactory From(int silo) => ServicesOf(silo).GetRequiredService<IGrainFactory>();

    public IGrainFactory FromClient => Cluster.Client;

    public Caller NewLearner() => new(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Student);

    public static CommandKey Key(string id) => new(id, "hash");

    /// <summary>Has the grain activated in this silo.</summary>
    public async Task<T> OnAsync<T>(int silo, Func<IGrainFactory, Task<T>> call)
    {
        RequestContext.Set("PlacementHintKey", Silos[silo].SiloAddress);
        try
        {
            return await call(From(silo));
        }
        finally
        {
            RequestContext.Clear();
        }
    }

    public async Task<CourseContent> PublishAsync(int modules)
    {
        var course = From(0).GetGrain<ICourseGrain>(GrainKey.Of(Instructor.Organization, Guid.NewGuid()));
        Accept(
            await course.Create(
                Instructor,
                Key("create"),
                new CreateCourse("Course", "", "Testing", CourseLevel.Beginner)
            )
        );
        for (var i = 1; i <= modules; i++)
            Accept(
                await course.AddModule(
                    Instructor,
                    Key($"{i}"),
                    new AddModule(new ModuleId(Guid.NewGuid()), $"Module {i}", null, null)
                )
            );
        Accept(await course.Publish(Instructor, Key("publish")));
        return (await course.GetPublished())!;
    }

    public async Task<EnrollmentId> EnrollAsync(Caller learner, CourseContent course) =>
        Accept(
            await From(0).GetGrain<ILearningGrain>(learner.Key).Enroll(learner, Key("enroll"), course.Id)
        ).Enrollment.Id;

    /// <summary>Opens a room of the learner's own.</summary>
    public async Task<RoomId> OpenRoomAsync(Caller owner, IGrainFactory? grains = null)
    {
        var id = $"{Guid.NewGuid()}";
        var room = RoomId.OfGroup(owner.User, id);
        Accept(
            await (grains ?? From(0))
                .GetGrain<IChatRoomGrain>(GrainKey.Of(owner.Organization, room.Value))
                .Create(owner, Key(id), new CreateRoom(RoomType.Group, null, [], "Room"))
        );
        return room;
    }

    public static IChatRoomGrain Room(IGrainFactory grains, Caller caller, RoomId room) =>
        grains.GetGrain<IChatRoomGrain>(GrainKey.Of(caller.Organization, room.Value));

    public static async Task<MessageReceipt> PostAsync(IGrainFactory grains, Caller author, RoomId room, string word) =>
        Accept(await Room(grains, author, room).Post(author, Key(word), new PostMessage(word, null, [], [])));

    public static T Accept<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Accepted, $"refused: {outcome.Refusal?.Code}");
        return outcome.Answer!;
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(await reader.GetFieldValueAsync<T>(0));
        return rows;
    }

    /// <summary>Waits until the silo knows that another one is dead.</summary>
    public Task SeesGoneAsync(int silo, SiloAddress gone)
    {
        var membership = ServicesOf(silo).GetRequiredService<IClusterMembershipService>();
        return UntilAsync(
            () => membership.CurrentSnapshot.GetSiloStatus(gone) == SiloStatus.Dead,
            TimeSpan.FromSeconds(60),
            "a silo that is known to be dead"
        );
    }

    public async Task UntilAsync(Func<bool> holds, TimeSpan patience, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(began) < patience,
                $"Missing after {patience.TotalSeconds} s: {what}."
            );
            await Task.Delay(20);
        }
    }

    /// <summary>Which silo has the owner of the room.</summary>
    public InProcessSiloHandle? OwnerOf(Caller caller, RoomId room)
    {
        var id = Room(From(0), caller, room).GetGrainId();
        foreach (var silo in Cluster.GetActiveSilos())
        {
            var live = silo.ServiceProvider.GetRequiredService<LiveStreams>();
            if (live.HottestFirst.Any(owner => owner.GrainId == id))
                return silo;
        }
        return null;
    }

    /// <summary>Numbers of the room's events, as they are in the journal.</summary>
    public Task<IReadOnlyList<long>> SeqsAsync(Caller caller, RoomId room) =>
        QueryAsync<long>(
            $"select seq from events where stream = '{caller.Organization.Value}/room:{room}' order by seq"
        );

    public Task<IReadOnlyList<long>> PostsAsync(Caller caller, RoomId room) =>
        QueryAsync<long>(
            $"select seq from events where stream = '{caller.Organization.Value}/room:{room}' and type = "
                + "'chat.message-posted' order by seq"
        );

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
}
