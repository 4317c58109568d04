using System.Globalization;
using System.Text;
using Academy.Catalog;
using Academy.Commands;
using Academy.Gamification;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Journal;
using Academy.Learning;
using Academy.Simulation.Tests.Clients;
using Academy.Simulation.Tests.Database;
using Academy.Simulation.Tests.Silos;
using Academy.Simulation.Tests.Worlds;
using Academy.Streams;
using Academy.Testing.Histories;
using Academy.Users;

namespace Academy.Simulation.Tests;

/// <summary>What came of one history.</summary>
/// <param name="TraceHash">Equal for equal runs.</param>
/// <param name="Failure">The explanation, or null.</param>
internal sealed record Outcomes(
    ulong Seed,
    ulong TraceHash,
    string? Failure,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Entry> History,
    long Steps
)
{
    public string Summary =>
        string.Create(CultureInfo.InvariantCulture, $"{Seed} {TraceHash:x16} {Steps} {History.Count} {Failure}");
}

/// <summary>One history: from a seed to a verdict.</summary>
internal sealed class Run
{
    /// <summary>By then every write that was under way has ended, and the lease is renewed.</summary>
    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(10);

    private readonly ulong seed;
    private readonly World world;
    private readonly AcademyWorld academy;
    private readonly INemesis nemesis;
    private readonly int queueMax;
    private readonly List<Subscriber> subscribers = [];
    private readonly List<Learner> learners = [];

    private Run(ulong seed, bool isCluster, Fault fault)
    {
        this.seed = seed;
        world = new World(seed);
        var chance = world.Chance;
        var writers = chance.Between(1, 2);
        var batchMax = chance.Pick([1, 3, 1_000]);
        queueMax = chance.OneIn(3) ? 2 * writers : 20_000;
        academy = new AcademyWorld(
            world,
            learners: chance.Between(2, 3),
            options =>
            {
                (options.Writers, options.BatchMax, options.QueueMax) = (writers, batchMax, queueMax);
                (options.Lease, options.Heartbeat) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.5));
            },
            silos: isCluster ? chance.Between(2, 3) : 0,
            fault
        );
        var deeds = chance.OneIn(5) ? 0 : chance.Between(1, 3);
        nemesis = isCluster ? new ClusterNemesis(academy, deeds) : new Nemesis(academy, deeds);
        foreach (var (learner, i) in academy.Learners.Select((learner, i) => (learner, i)))
        {
            var stranger = academy.Learners[(i + 1) % academy.Learners.Count];
            for (var device = 1; device <= chance.Between(1, 2); device++)
            {
                var name = $"learner-{i + 1}.{device}";
                learners.Add(new Learner(academy, name, learner, stranger, commands: chance.Between(4, 12)));
                academy.History.Forbid(
                    $"stranger-to-{name}",
                    new StreamName("user", learner.User.ToString()).InJournal(AcademyWorld.Organization)
                );
            }
            subscribers.Add(
                new Subscriber(academy, $"watcher-{i + 1}", learner, new StreamName("user", learner.User.ToString()))
            );
        }
        subscribers.Add(
            new Subscriber(
                academy,
                "instructor",
                academy.Instructor,
                new StreamName("course", AcademyWorld.IdOf(0x1).ToString())
            )
        );
    }

    /// <param name="seed">Whatever happens follows from it.</param>
    /// <param name="fault">Planted in each process.</param>
    /// <param name="isCluster">Several silos; else one process is all there is.</param>
    public static Outcomes Of(ulong seed, Fault fault = Fault.None, bool isCluster = false)
    {
        PlantedFault.PlantOnThisThread(fault);
        var run = new Run(seed, isCluster, fault);
        try
        {
            return run.Execute();
        }
        finally
        {
            PlantedFault.PlantOnThisThread(Fault.None);
            foreach (var node in run.academy.Living.ToArray())
                node.Die();
        }
    }

    private Outcomes Execute()
    {
        Stored? stored = null;
        try
        {
            world.Run(academy.Clients.Run(async () => stored = await LiveAsync()));
        }
        catch (Exception error)
        {
            return Verdict([], $"It did not come to an end: {error}");
        }
        var findings = HistoryCheck.Run(academy.History, stored!);
        if (findings.Count > 0)
            return Verdict(findings, findings[0].ToString());
        return academy.Unexpected is [var first, ..]
            ? Verdict([], $"Something failed that must not: {first}")
            : Verdict([], null);
    }

    private Outcomes Verdict(IReadOnlyList<Finding> findings, string? failure) =>
        new(
            seed,
            world.TraceHash,
            failure is null ? null : $"Seed {seed.ToString(CultureInfo.InvariantCulture)}: {failure}",
            findings,
            academy.History.Entries,
            world.Steps
        );

    private async Task<Stored> LiveAsync()
    {
        await nemesis.BeginAsync();
        await academy.SetUpAsync(modules: 5);
        world.MayBeSlow = true;
        var harm = nemesis.RunAsync();
        var queues = WatchQueuesAsync();
        var watching = subscribers.ConvertAll(subscriber => subscriber.RunAsync());
        await Task.WhenAll(learners.ConvertAll(learner => learner.RunAsync()));
        await harm;
        await academy.AllTracked();
        academy.IsEnding = true;
        await Task.WhenAll(watching);
        await queues;
        await nemesis.MakePeaceAsync();
        await academy.Delay(AtRest);
        await TakeUpFeedAsync();
        await Task.WhenAll(subscribers.ConvertAll(subscriber => subscriber.CatchUpAsync()));
        return await CollectAsync();
    }

    private async Task TakeUpFeedAsync()
    {
        var node = academy.Current!;
        var course = node.Grains.GetGrain<ICourseActivityGrain>(academy.CourseKey);
        for (var attempt = 0; academy.Database.Tables.Feed.Count > 0 && attempt < 20; attempt++)
        {
            await node.Machine.Run(course.Nudge);
            await academy.Delay(TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Only what is too long is worth a line.</summary>
    private async Task WatchQueuesAsync()
    {
        while (!academy.IsEnding)
        {
            await academy.Delay(TimeSpan.FromMilliseconds(25));
            foreach (var node in academy.Living)
            {
                if (node.Journal.IsStarted && node.Journal.Waiting > queueMax)
                    academy.History.QueueSeen(node.Name, "appends", node.Journal.Waiting, queueMax);
            }
        }
    }

    private async Task<Stored> CollectAsync()
    {
        var tables = academy.Database.Tables;
        var node = academy.Current!;
        var (grains, machine) = (node.Grains, node.Machine);
        var board = await machine.Run(() =>
            grains
                .GetGrain<ILeaderboardGrain>(GrainKey.Of(AcademyWorld.Organization, "all"))
                .Get(academy.Instructor, 100)
        );
        var levels = new Dictionary<string, (long, int)>();
        foreach (var learner in academy.Learners)
        {
            var game = await machine.Run(() => grains.GetGrain<IGamificationGrain>(learner.Key).GetGame());
            levels[learner.User.ToString()] = (game.Xp, game.Level);
        }
        return new Stored
        {
            Epoch = academy.Database.Epoch,
            Events = [.. tables.Events.Select(Translate)],
            Commands =
            [
                .. tables.Commands.Select(row => new StoredCommand(
                    row.Key.Stream,
                    row.Key.Id[..Math.Max(0, row.Key.Id.LastIndexOf('-'))],
                    row.Key.Id,
                    row.Value.FirstSeq,
                    row.Value.LastSeq
                )),
            ],
            UserTotals = tables.UserStats.ToDictionary(row => row.Key.ToString(), row => row.Value.Xp),
            DayTotals = tables
                .XpDays.GroupBy(row => row.Key.User)
                .ToDictionary(days => days.Key.ToString(), days => days.Sum(day => day.Value)),
            Leaderboard = board.Answer!.Entries.ToDictionary(entry => entry.UserId.ToString(), entry => entry.Xp),
            Levels = levels,
            Completions = [.. tables.Completions.Select(row => $"{row.Enrollment}/{row.Module}")],
            ActivityIsComplete = true,
        };
    }

    private static StoredEvent Translate(ModelEvent row)
    {
        var stored = new StoredEvent(row.Append.Stream, row.Seq, row.Event.Type);
        return row.Event.Body switch
        {
            ModuleCompleted e => stored with
            {
                Effect = $"completed {e.EnrollmentId}/{e.ModuleId}",
                Completion = $"{e.EnrollmentId}/{e.ModuleId}",
                Content = Text(row),
            },
            TimeSpent e => stored with { Effect = $"spent {e.Seconds}", Content = Text(row) },
            XpEarned e => stored with { Xp = (ModelTables.OwnerOf(row.Append.Stream).ToString(), e.Amount, e.Xp) },
            CourseActivity e => stored with
            {
                Activity = [.. e.Items.Select(item => $"{item.EnrollmentId}/{item.ModuleId}")],
            },
            _ => stored,
        };
    }

    private static string Text(ModelEvent row) => Encoding.UTF8.GetString(row.Event.Data.Span);
}
