using System.Net;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Learning;
using Academy.Silo.Calls;
using Academy.Simulation.Tests.Clients;
using Academy.Simulation.Tests.Database;
using Academy.Simulation.Tests.Nodes;
using Academy.Simulation.Tests.Silos;
using Academy.Simulation.Tests.Worlds;
using Academy.Streams;
using Academy.Testing.Histories;
using Academy.Users;
using Orleans;
using Orleans.Runtime;

namespace Academy.Simulation.Tests;

/// <summary>
/// One academy in a world of its own: the database, the processes that serve it, its people, and what they saw.
/// </summary>
internal sealed class AcademyWorld
{
    public static readonly OrganizationId Organization = OrganizationId.Default;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<Node> nodes = [];
    private readonly List<Node> made = [];
    private readonly List<Task> tracked = [];
    private readonly Dictionary<string, long> heard = [];
    private readonly List<Exception> unexpected = [];
    private readonly bool isOneMachine;
    private readonly NodeWorld shared;
    private readonly ModelMembers? members;
    private Node? current;
    private int machines = 2;
    private int numbers;

    /// <param name="silos">Of the cluster; 0: one process is all there is.</param>
    public AcademyWorld(
        World world,
        int learners,
        Action<JournalOptions> configure,
        int silos = 0,
        Fault fault = Fault.None
    )
    {
        World = world;
        isOneMachine = world.Chance.OneIn(2);
        Clients = new Machine(world, 0, "clients");
        Database = new ModelDatabase(world, new Machine(world, 1, "database"), new DatabaseFaults(world.Chance));
        if (silos > 0)
            members = new ModelMembers(world);
        Silos = [.. Enumerable.Range(1, silos).Select(n => $"silo-{n}")];
        Network = new ModelNetwork(world);
        Directory = new ModelDirectory(world);
        Database.StaleWrite = (writer, row) =>
            History.StaleWriteSeen($"generation {writer.Generation}", row.Append.Stream, row.Seq);
        Instructor = new Caller(Organization, new UserId(IdOf(0x100)), Role.Instructor);
        Learners =
        [
            .. Enumerable
                .Range(1, learners)
                .Select(n => new Caller(Organization, new UserId(IdOf(0x200 + n)), Role.Student)),
        ];
        CourseKey = GrainKey.Of(Organization, IdOf(0x1));
        shared = new(
            world,
            Database,
            Network,
            Directory,
            members ?? new(world),
            People,
            configure,
            IsKnownToBeGone,
            () => Living,
            unexpected.Add,
            fault
        );
    }

    public World World { get; }

    public Machine Clients { get; }

    public ModelDatabase Database { get; }

    public History History { get; } = new();

    public Caller Instructor { get; }

    public IReadOnlyList<Caller> Learners { get; }

    public CourseContent Course { get; private set; } = null!;

    public string CourseKey { get; }

    /// <summary>The silos of the cluster, if there is one.</summary>
    public IReadOnlyList<string> Silos { get; }

    public ModelNetwork Network { get; }

    public ModelDirectory Directory { get; }

    public bool IsCluster => members is not null;

    /// <summary>Whoever stands for the silo now, or any of a cluster's; null while nobody does.</summary>
    public Node? Current =>
        IsCluster
            ? Living.Where(node => node is { Serves: true, Machine.IsPaused: false }).ToArray()
                is { Length: > 0 } serving
                ? World.Chance.Pick(serving)
                : null
            : current;

    public bool IsEnding { get; set; }

    /// <summary>Failures that no client should ever cause or see.</summary>
    public IReadOnlyList<Exception> Unexpected => unexpected;

    public IEnumerable<Node> Living => nodes.Where(node => !node.IsGone);

    public IReadOnlyDictionary<UserId, string> People =>
        Learners
            .Append(Instructor)
            .ToDictionary(person => person.User, person => $"Person {person.User.Value.ToString()[..8]}");

    public static Guid IdOf(int number) => new(number, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]);

    public Task Delay(TimeSpan time) => Task.Delay(time, Clients.Clock);

    public int NextUniqueNumber() => ++numbers;

    public Node? AnyNode() => Living.ToArray() is { Length: > 0 } living ? World.Chance.Pick(living) : null;

    public EnrollmentId EnrollmentOf(Caller learner) => new(DerivedId.Of("enrollment", learner.User.Value, IdOf(0x1)));

    public ProgressId ProgressOf(Caller learner, ModuleId module) =>
        new(DerivedId.Of("progress", EnrollmentOf(learner).Value, module.Value));

    public Task Track(Task work)
    {
        tracked.Add(work);
        return work;
    }

    public Task AllTracked() => Task.WhenAll(tracked);

    /// <summary>Starts a process, again and again if need be; from then on it is the current one.</summary>
    public async Task<Node> StartNodeAsync(string silo = "silo")
    {
        while (true)
        {
            var machine = new Machine(World, ++machines, $"node-{machines - 2}");
            var address = IsCluster ? new ModelSilo(silo, SiloAddress.New(IPAddress.Loopback, 1, machines)) : null;
            try
            {
                var node = await Node.StartAsync(machine, shared, address, made.Add);
                nodes.Add(node);
                current = node;
                History.Remark(node.Name, $"serves as {silo}");
                _ = RemarkWhenFencedAsync(node);
                return node;
            }
            catch (Exception error)
                when (error is Npgsql.NpgsqlException or JournalFencedException or JournalUnavailableException)
            {
                await Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private async Task RemarkWhenFencedAsync(Node node)
    {
        await node.Journal.Lost;
        History.Remark(node.Name, "is fenced");
    }

    /// <summary>
    /// Who takes over on the same machine can see that a process is gone; elsewhere it waits for the lease to end.
    /// </summary>
    private bool IsKnownToBeGone(Fence fence) =>
        isOneMachine && made.TrueForAll(node => node.IsGone || (node.Journal.IsStarted && node.Journal.Own != fence));

    public void Kill(Node node)
    {
        History.Remark(node.Name, "is killed");
        World.Trace($"{node.Name} killed");
        node.Die();
        if (current == node)
            current = null;
    }

    /// <summary>All that are members live, and know of each other.</summary>
    public bool IsSettled()
    {
        var all = members!.Snapshot;
        return all
            .Members.Values.Where(member => member.Status is not SiloStatus.Dead)
            .All(member =>
                Living.Any(node => node.Silo!.SiloAddress.Equals(member.SiloAddress) && node.Serves && node.Sees(all))
            );
    }

    /// <summary>
    /// Two silos that nobody has declared dead hold this person's stream. Orleans does not rule that out; one of them
    /// may be behind, and only a question with a position makes it look.
    /// </summary>
    public bool IsHeldTwice(Caller learner)
    {
        var id = GrainId.Create(GrainClass.Of(typeof(IUserGrain)).Type, learner.Key);
        return IsCluster
            && (
                Directory.WasHeldTwice(id)
                || Living.Count(node =>
                    node.Holds(id) && members!.StatusOf(node.Silo!.SiloAddress) is not SiloStatus.Dead
                ) > 1
            );
    }

    /// <summary>Somebody saw this much of the stream.</summary>
    public void Heard(string stream, long seq) => heard[stream] = Math.Max(heard.GetValueOrDefault(stream), seq);

    /// <summary>The latest that anybody saw of the stream; null: nothing.</summary>
    public StreamCursor? HeardOf(string stream) =>
        heard.TryGetValue(stream, out var seq) ? new(Database.Epoch, seq) : null;

    /// <summary>A course with a few modules, and everybody enrolled with the first one begun.</summary>
    public async Task SetUpAsync(int modules)
    {
        var node = Current!;
        var course = node.Grains.GetGrain<ICourseGrain>(CourseKey);
        await On(() =>
            course.Create(Instructor, null, new CreateCourse("Course", "", "Testing", CourseLevel.Beginner))
        );
        for (var i = 1; i <= modules; i++)
        {
            var module = new ModuleId(IdOf(0x1000 + i));
            await On(() => course.AddModule(Instructor, null, new AddModule(module, $"Module {module}", null, null)));
        }
        await On(() => course.Publish(Instructor, null));
        Course = (await node.Machine.Run(() => course.GetPublished()))!;
        foreach (var learner in Learners)
        {
            var grain = node.Grains.GetGrain<ILearningGrain>(learner.Key);
            await On(() => grain.Enroll(learner, null, Course.Id));
            await On(() => grain.StartModule(learner, null, EnrollmentOf(learner), Course.Modules[0].Id));
        }

        async Task On<T>(Func<Task<Outcome<T>>> command)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var outcome = await node.Machine.Run(command);
                    if (!outcome.Accepted)
                        throw new InvalidOperationException($"The set-up was refused: {outcome.Refusal.Code}");
                    return;
                }
                catch (Exception error) when (attempt < 10 && error is JournalOverloadedException)
                {
                    await Delay(TimeSpan.FromMilliseconds(100)); // Only where answers come too early.
                }
            }
        }
    }

    /// <summary>
    /// A request over a network that loses requests and answers, to a process that may die or stand still.
    /// </summary>
    public async Task<Reply<T>> AskAsync<T>(Node? node, Func<IGrainFactory, Task<Outcome<T>>> ask)
    {
        if (node is null || node.IsGone)
            return new() { NotTaken = "connection refused" };
        var loss = Database.Faults.LossOfNext();
        await Delay(World.Chance.Milliseconds(0, 2));
        if (loss == Loss.OfRequest)
            return new() { Unknown = true };
        var answer = node.Machine.Run(() => ask(node.Grains));
        await Task.WhenAny(answer, node.Gone, Delay(Patience));
        if (!answer.IsCompleted || loss != Loss.None)
            return new() { Unknown = true };
        await Delay(World.Chance.Milliseconds(0, 2));
        try
        {
            return new() { Answer = await answer };
        }
        catch (Exception error)
        {
            return Read<T>(error);
        }
    }

    /// <summary>As the host maps failures to problems.</summary>
    private Reply<T> Read<T>(Exception error)
    {
        switch (error)
        {
            case JournalUnavailableException { IsOutcomeUnknown: true }
            or JournalFencedException { IsOutcomeUnknown: true }:
                return new() { Unknown = true };
            case OrleansException when CallFaults.IsOutcomeUnknown(error):
                return new() { Unknown = true };
            case JournalOverloadedException:
                return new() { NotTaken = "overloaded" };
            case JournalUnavailableException
            or JournalFencedException
            or StreamMovedException
            or OrleansMessageRejectionException:
                return new() { NotTaken = "unavailable" };
            case TimeoutException or Npgsql.NpgsqlException:
                return new() { Unknown = true };
            default:
                unexpected.Add(error);
                return new() { Unknown = true };
        }
    }
}

/// <summary>What a request came to, as the client knows it.</summary>
internal sealed class Reply<T>
{
    public bool Unknown { get; init; }

    /// <summary>Why nothing was written, as the server says.</summary>
    public string? NotTaken { get; init; }

    public Outcome<T>? Answer { get; init; }
}
