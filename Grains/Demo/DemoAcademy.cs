using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Grains.Catalog;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Learning;
using Academy.Streams;
using Academy.Vault;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;

namespace Academy.Grains.Demo;

/// <summary>
/// A small academy to look at, in Development only: three courses, the three demo log-ins, and learners with a few
/// weeks behind them. History is decided by the same cores at past times and appended to the journal, stream by stream;
/// a stream that exists is left as it is, so that a seeding that was interrupted goes on where it stopped.
/// </summary>
internal sealed partial class DemoAcademy(
    IAccountDirectory accounts,
    IGrainFactory grains,
    IJournal journal,
    EventCatalog events,
    IPersonVault vault,
    NpgsqlDataSource database,
    TimeProvider clock,
    ILogger<DemoAcademy> logger
) : IHostedService
{
    private const string Password = "academy-demo-1";

    private static readonly string[] LogIns = ["learner@academy.test", "instructor@academy.test", "admin@academy.test"];
    private static readonly string LogInLine = string.Join(", ", LogIns);

    private static readonly OrganizationId Organization = OrganizationId.Default;

    /// <summary>One process at a time: whoever comes second finds what the first has seeded.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "select pg_advisory_lock(hashtext('academy demo'))", cancellationToken);
        try
        {
            await SeedAsync(cancellationToken);
        }
        finally
        {
            await ExecuteAsync(
                connection,
                "select pg_advisory_unlock(hashtext('academy demo'))",
                CancellationToken.None
            );
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcMilliseconds();
        var learner = await RegisterAsync(LogIns[0], "Robin Castle", Role.Student);
        var instructor = await RegisterAsync(LogIns[1], "Ada Lindqvist", Role.Instructor);
        await RegisterAsync(LogIns[2], "Admin", Role.Admin);

        var courses = new Dictionary<DemoCourse, PublishedCourse>();
        foreach (var course in DemoCurriculum.All)
            courses[course] = await SeedCourseAsync(course, instructor, now.AddDays(-45), cancellationToken);

        var chance = new Random(7);
        var histories = DemoCurriculum
            .Learners.Select(
                (name, i) =>
                    (
                        User: UserOf($"learner-{i}"),
                        Name: (string?)name,
                        History: DemoHistory.Plausible(chance, courses, now)
                    )
            )
            .Append((learner, null, DemoHistory.OfDemoLearner(courses, now)));
        var fresh = new List<(UserId User, DemoAct Act)>();
        foreach (var (user, name, history) in histories)
        {
            if (await HasEventsAsync(Stream("user", user.Value), cancellationToken))
                continue;
            if (name is not null)
                await SeedAccountAsync(user, name, history[0].At.AddHours(-1), cancellationToken);
            fresh.AddRange(history.Select(act => (user, act)));
        }
        await SeedHistoryAsync(fresh);
        // The courses take it up now, not before the eyes of the first instructor who looks.
        foreach (var course in courses.Values)
            await grains.GetGrain<ICourseActivityGrain>(GrainKey.Of(Organization, course.Content.Id.Value)).Nudge();
        var web = courses[DemoCurriculum.WebDevelopment].Content.Id;
        await new DemoChat(grains, Organization).SeedAsync(
            web,
            learner,
            instructor,
            await EnrolledAsync(web, learner, cancellationToken)
        );
        LogReady(logger, DemoCurriculum.Learners.Count + 1, courses.Count, LogInLine, Password);
    }

    private async Task<IReadOnlyList<UserId>> EnrolledAsync(
        CourseId course,
        UserId but,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select user_id from enrollments where course_id = $1 and user_id <> $2 and status <> 'ended'
                order by user_id limit 2
            """
        );
        command.Parameters.AddWithValue(course.Value);
        command.Parameters.AddWithValue(but.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var people = new List<UserId>();
        while (await reader.ReadAsync(cancellationToken))
            people.Add(new(reader.GetGuid(0)));
        return people;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static UserId UserOf(string name) => new(DerivedId.Of("demo", Guid.Empty, name));

    private async Task<UserId> RegisterAsync(string email, string displayName, Role role)
    {
        var user = UserOf(email);
        var outcome = await accounts.Register(
            new RegisterAccount(Organization, user, email, Password, displayName, role)
        );
        if (!outcome.Accepted && outcome.Refusal != AccountRefusals.EmailTaken)
            throw new InvalidOperationException($"The demo account {email} cannot be made: {outcome.Refusal.Detail}");
        return user;
    }

    /// <summary>An account without a password: nobody can log in to it.</summary>
    private async Task SeedAccountAsync(
        UserId user,
        string name,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var registered = new AccountRegistered(
            user,
            Organization,
            await vault.SealAsync(
                user.Value,
                $"{name.ToLowerInvariant().Replace(' ', '.')}@learners.academy.test",
                cancellationToken
            ),
            await vault.SealAsync(user.Value, name, cancellationToken),
            PasswordHash: "",
            Role.Student
        );
        await AppendAsync(Stream("account", user.Value), 0, user.ToString(), at, [registered], []);
    }

    private async Task<PublishedCourse> SeedCourseAsync(
        DemoCourse demo,
        UserId instructor,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var caller = new Caller(Organization, instructor, Role.Instructor);
        var id = new CourseId(DerivedId.Of("demo-course", Guid.Empty, demo.Key));
        var course = new Course();
        var bodies = new List<object>();
        Take(
            course.Create(caller, id, new CreateCourse(demo.Title, demo.Description, demo.Category, demo.Level)).Events
        );
        foreach (var module in demo.Modules)
        {
            var moduleId = new ModuleId(DerivedId.Of("demo-module", id.Value, module.Title));
            Take(course.AddModule(caller, new AddModule(moduleId, module.Title, module.Description, null)).Events);
            foreach (var lesson in module.Lessons)
            {
                var lessonId = new LessonId(DerivedId.Of("demo-lesson", moduleId.Value, lesson.Title));
                Take(
                    course
                        .AddLesson(
                            caller,
                            new AddLesson(moduleId, lessonId, lesson.Title, lesson.Kind, lesson.Content, lesson.Minutes)
                        )
                        .Events
                );
            }
        }
        Take(course.Publish(caller).Events);
        if (!await HasEventsAsync(Stream("catalog", id.Value), cancellationToken))
            await AppendAsync(Stream("catalog", id.Value), 0, instructor.ToString(), at, bodies, []);
        return new PublishedCourse(course.Published!);

        void Take(IReadOnlyList<object> decided)
        {
            foreach (var body in decided)
                course.Apply(body, bodies.Count + 1, at);
            bodies.AddRange(decided);
        }
    }

    /// <summary>All learners' acts in the order of time, as their courses saw them.</summary>
    private async Task SeedHistoryAsync(IEnumerable<(UserId User, DemoAct Act)> acts)
    {
        var learners = new Dictionary<UserId, (Users.UserState State, long Seq)>();
        foreach (var (user, act) in acts.OrderBy(a => a.Act.At))
        {
            var (state, seq) = learners.TryGetValue(user, out var known) ? known : (new Users.UserState(), 0);
            var decided = act.Decide(state, user, seq);
            var identity = new StreamIdentity(Organization, new StreamName("user", user.ToString()));
            await AppendAsync(
                identity.InJournal,
                seq,
                user.ToString(),
                act.At,
                decided.Events,
                [.. decided.Effects.OfType<Feed>().Select(fed => fed.ToFeed(identity))]
            );
            foreach (var body in decided.Events)
                state.Apply(body, ++seq, act.At);
            learners[user] = (state, seq);
        }
    }

    private async Task AppendAsync(
        string stream,
        long expected,
        string actor,
        DateTimeOffset at,
        IReadOnlyList<object> bodies,
        IReadOnlyList<FeedItem> feed
    )
    {
        if (bodies.Count == 0)
            return;
        var pending = bodies.Select(body =>
        {
            var type = events.Of(body);
            return new PendingEvent(type.Name, type.Version, type.Store(body), body);
        });
        await journal.AppendAsync(
            new Append
            {
                Stream = stream,
                ExpectedSeq = expected,
                Actor = actor,
                At = at,
                Events = [.. pending],
                Feed = feed,
            }
        );
    }

    private async Task<bool> HasEventsAsync(string stream, CancellationToken cancellationToken) =>
        (await journal.ReadAsync(stream, 0, 1, int.MaxValue, cancellationToken)).Count > 0;

    private static string Stream(string kind, Guid id) =>
        new StreamName(kind, id.ToString("D")).InJournal(Organization);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The demo academy is ready: {Learners} learners, {Courses} courses. Log in as {LogIns}; "
            + "password {Password}"
    )]
    private static partial void LogReady(ILogger logger, int learners, int courses, string logIns, string password);
}
