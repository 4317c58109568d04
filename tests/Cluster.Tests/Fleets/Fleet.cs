using System.Diagnostics;
using System.Globalization;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Processes;
using Academy.Processes.Clients;
using Academy.Processes.Servers;
using Academy.Silo;
using Academy.Testing.Histories;

namespace Academy.Clusters.Fleets;

/// <summary>
/// A PostgreSQL, three silos and two Api nodes as processes of their own, doors before all of them that can be cut, and
/// a dozen learners with instructors who watch; each knows both Api nodes and goes to the other when theirs does not
/// answer.
/// </summary>
internal sealed class Fleet : IStage, IAsyncDisposable
{
    private static readonly int ModulesPerCourse = Size.Of(always: 200, full: 480);

    /// <summary>Fewer left, and another course would be better.</summary>
    private const int ModulesPerRound = 40;

    /// <summary>Between the commands of one learner.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    /// <summary>Tokens live for a quarter of an hour, rounds may go on for hours.</summary>
    private static readonly TimeSpan TokenAgeMax = TimeSpan.FromMinutes(5);

    private readonly List<Node> nodes = [];
    private readonly List<Watcher> instructors = [];
    private Person? instructor;
    private string instructorToken = "";
    private long instructorSignedIn;

    private Fleet(Database database, Machines? machines, string[] settings) =>
        (Database, Machines, Settings, Afterlife) = (database, machines, settings, new(database));

    public Database Database { get; }

    /// <summary>Of every process.</summary>
    public string[] Settings { get; }

    /// <summary>One for each silo; null: all run on this one, and see each other.</summary>
    public Machines? Machines { get; }

    public History History { get; } = new();

    /// <summary>What lives wrote that were over.</summary>
    public Afterlife Afterlife { get; }

    public IEnumerable<Node> Silos => nodes.Where(node => node.IsSilo);

    public IEnumerable<Node> Apis => nodes.Where(node => !node.IsSilo);

    public IReadOnlyList<Node> Nodes => nodes;

    public IReadOnlyList<Learner> Learners { get; private set; } = [];

    public IReadOnlyList<Watcher> Instructors => instructors;

    public bool IsOnBoard => true;

    /// <summary>
    /// Without what PostgreSQL's absence makes them say: faults make processes complain, bugs make them do it
    /// otherwise.
    /// </summary>
    public IEnumerable<string> Errors => nodes.SelectMany(node => node.TakeErrors());

    public static async Task<Fleet> SetAsync(
        int silos,
        int apis,
        int learners,
        Machines? machines = null,
        params string[] settings
    )
    {
        var fleet = new Fleet(await Database.StartAsync(), machines, settings);
        try
        {
            await fleet.PrepareAsync(silos, apis, learners);
            await Task.WhenAll(fleet.nodes.Select(node => node.StartAsync()));
            foreach (var learner in fleet.Learners)
                learner.Watch("leaderboard:all");
            foreach (var watcher in fleet.instructors)
                watcher.Start();
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public Node Any(IEnumerable<Node> among, Random random) =>
        among.ToArray() is var all ? all[random.Next(all.Length)] : null!;

    /// <summary>One more; it is not running yet.</summary>
    public Node Add(bool isSilo)
    {
        var node = new Node(
            $"{(isSilo ? "silo" : "api")}-{nodes.Count(node => node.IsSilo == isSilo) + 1}",
            isSilo,
            this
        );
        nodes.Add(node);
        return node;
    }

    /// <summary>PostgreSQL may be away for longer than a lease, on a slow machine.</summary>
    public void AllMayEnd()
    {
        foreach (var node in nodes)
            node.MayEnd = true;
    }

    public async Task RemoveAsync(Node node)
    {
        nodes.Remove(node);
        await node.DisposeAsync();
    }

    /// <summary>
    /// The supervisor: starts again what has ended, until everybody is a member and the cluster has settled. Who learns
    /// late that they were replaced does so meanwhile.
    /// </summary>
    /// <returns>How many had ended, and those of them that had no reason to.</returns>
    public async Task<(int Ended, string[] Strange)> SettleAsync()
    {
        var (count, strange) = (0, new List<string>());
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var ended = nodes.Where(node => !node.IsUp).ToArray();
            count += ended.Length;
            strange.AddRange(
                ended
                    .Where(node => !node.MayEnd)
                    .Select(node => $"{node.Life} ended with {node.Process.ExitCode}:\n{node.Process.LastWords}")
            );
            await Task.WhenAll(ended.Select(node => node.StartAsync()));
            if (ended.Length == 0 && await IsSettledAsync())
                break;
            Assert.False(
                patience.IsCancellationRequested,
                $"The cluster has not settled after {Patience.TotalSeconds} s."
            );
            await Task.Delay(100);
        }
        foreach (var node in nodes)
            node.MayEnd = false;
        return (count, [.. strange]);
    }

    /// <summary>The silos that should be are members, and active, and nobody else is or may write.</summary>
    private async Task<bool> IsSettledAsync()
    {
        var members = await Database.RowsAsync("select silo, status = 3 from orleansmembershiptable where status <> 6");
        var fences = await Database.RowsAsync("select distinct silo from fences");
        var expected = Silos.Select(silo => silo.Member).Order(StringComparer.Ordinal).ToArray();
        return members.All(row => (bool)row[1])
            && members.Select(row => (string)row[0]).Order(StringComparer.Ordinal).SequenceEqual(expected)
            && fences.Select(row => (string)row[0]).Order(StringComparer.Ordinal).SequenceEqual(expected);
    }

    /// <summary>Waits until the fence of the life at this place is gone: from then on it may write nothing.</summary>
    public Task ForgetAsync(Node node) => ForgetAsync(node.Member, node.Life);

    public async Task ForgetAsync(string member, string life)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((long)(await Database.RowsAsync("select count(*) from fences where silo = $1", member))[0][0] > 0)
        {
            Assert.False(patience.IsCancellationRequested, $"{life} may still write after {Patience.TotalSeconds} s.");
            await Task.Delay(50);
        }
        await Afterlife.EndsAsync(life);
    }

    /// <summary>The learners work until the load is ended.</summary>
    public async Task<(Load Load, Task Work)> WorkAsync()
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
        var load = new Load(Pace);
        return (load, Task.WhenAll(Learners.Select(learner => Task.Run(() => learner.WorkAsync(load)))));
    }

    /// <summary>
    /// From now until every grain that the learners touch has answered once more: their own, the course's, the board's.
    /// </summary>
    public async Task<TimeSpan> RecoveredAsync(Load load, string after)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            load.EveryoneAsync(Learners.Select(learner => learner.Id), after),
            Learners[0].ReadUntilAnsweredAsync("/gamification/leaderboard?timeframe=all"),
            Learners[^1].ReadUntilAnsweredAsync("/gamification/leaderboard?timeframe=weekly"),
            Learners[1].ReadUntilAnsweredAsync($"/courses/{Learners[1].Course}")
        );
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Whether everybody has work for another round.</summary>
    public bool HasWork => Learners.Min(learner => learner.Left) >= ModulesPerRound;

    /// <summary>The read models as they are, and as they are when they are made anew from the journal.</summary>
    public async Task<(string[] Grown, string[] Rebuilt)> RebuildAsync()
    {
        var grown = await Database.ReadModelsAsync();
        var said = new StringWriter(CultureInfo.InvariantCulture);
        var code = await SiloCommands.RunAsync(
            "rebuild-projections",
            [
                $"--ConnectionStrings:Academy={Database.ConnectionString}",
                $"--Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
            ],
            ["--environment=Production"],
            said
        );
        Assert.True(code == 0, said.ToString());
        return (grown, await Database.ReadModelsAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watcher in Learners.Select(learner => learner.Watcher).OfType<Watcher>().Concat(instructors))
            await watcher.DisposeAsync();
        foreach (var node in nodes)
            await node.DisposeAsync();
        await Database.DisposeAsync();
    }

    public Doors NewDoors(int first) => new(first, [.. Apis.Select(api => (Func<Uri>)(() => api.Address))]);

    private async Task PrepareAsync(int silos, int apis, int learners)
    {
        for (var i = 0; i < silos; i++)
            Add(isSilo: true);
        for (var i = 0; i < apis; i++)
            Add(isSilo: false);
        await using var server = await AcademyServer.StartAsync(
            $"--ConnectionStrings:Academy={Database.ConnectionString}"
        );
        await Afterlife.BeginAsync();
        instructor = await server.SignInAsync(Role.Instructor);
        var course = await server.CourseAsync(instructor, new int[ModulesPerCourse]);
        var all = new Learner[learners];
        for (var i = 0; i < all.Length; i++)
        {
            var first = i;
            var person = await server.SignInAsync();
            all[i] = new Learner(person, History, () => NewDoors(first));
            all[i].Enrolled(course, await person.EnrollAsync(course));
            all[i].ConnectAnew();
        }
        Learners = all;
        (instructorToken, instructorSignedIn) = (instructor.AccessToken, Stopwatch.GetTimestamp());
        foreach (var api in Apis.Index())
        {
            // One at each Api node.
            instructors.Add(
                new Watcher(
                    NewDoors(api.Index),
                    () => instructorToken,
                    new StreamView(History, $"instructor at {api.Item.Name}", $"course:{course.Id}")
                )
            );
        }
    }
}
