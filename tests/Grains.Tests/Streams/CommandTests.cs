using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Learning;
using Academy.Journal;
using Academy.Learning;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Tests.Streams;

/// <summary>What the shell promises of every command, shown on a learner's.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task A_repeated_command_answers_as_the_first_time_and_changes_nothing()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(3));
        var enrollment = await academy.EnrollAsync(learner, course);
        var patch = new ProgressPatch(null, 60);
        RunningAcademy.Accept(
            await academy.Learning(learner).StartModule(learner, null, enrollment, course.Modules[0].Id)
        );
        var record = (await academy.Learning(learner).GetProgress(enrollment)).Answer!.Single();

        var first = await academy.Learning(learner).PatchProgress(learner, academy.Key("once"), record.Id, patch);
        var again = await academy.Learning(learner).PatchProgress(learner, academy.Key("once"), record.Id, patch);
        Assert.Equal(first.Answer, again.Answer);

        // Another process does not remember it; the journal does.
        academy = await academy.RestartAsync();
        var later = await academy.Learning(learner).PatchProgress(learner, academy.Key("once"), record.Id, patch);
        Assert.Equal(first.Answer, later.Answer);
        Assert.Equal(60, (await academy.Learning(learner).GetProgress(enrollment)).Answer!.Single().SecondsSpent);
    }

    [Fact]
    public async Task A_key_that_comes_with_another_request_is_refused_also_after_a_restart()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(1));
        RunningAcademy.Accept(await academy.Learning(learner).Enroll(learner, new CommandKey("key", "one"), course.Id));
        var other = new CommandKey("key", "two");
        Assert.Equal(
            CommandRefusals.KeyReused,
            (await academy.Learning(learner).Enroll(learner, other, course.Id)).Refusal
        );
        academy = await academy.RestartAsync();
        Assert.Equal(
            CommandRefusals.KeyReused,
            (await academy.Learning(learner).Enroll(learner, other, course.Id)).Refusal
        );
    }

    [Fact]
    public async Task Thirty_two_repeats_at_once_have_one_effect()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(1));
        var enrollment = await academy.EnrollAsync(learner, course);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(_ =>
                    academy
                        .Learning(learner)
                        .CompleteModule(learner, academy.Key("done"), enrollment, course.Modules[0].Id)
                )
        );

        Assert.Single(answers.Select(RunningAcademy.Accept).Distinct());
        Assert.Equal(
            1,
            await academy.QueryAsync<long>("select count(*) from events where type = 'progress.module-completed'")
        );
    }

    [Fact]
    public async Task A_person_s_stream_takes_commands_from_that_person_only()
    {
        var (learner, other, course) = (academy.NewLearner(), academy.NewLearner(), await academy.PublishAsync(1));
        Assert.Equal(
            CommandRefusals.Forbidden,
            (await academy.Learning(learner).Enroll(other, null, course.Id)).Refusal
        );
        RunningAcademy.Accept(await academy.Learning(learner).Enroll(learner, null, course.Id));
    }

    [Fact]
    public async Task What_belongs_to_another_organization_cannot_be_addressed()
    {
        var course = await academy.PublishAsync(1);
        var stranger = new Caller(new OrganizationId("elsewhere"), new UserId(Guid.NewGuid()), Role.Student);
        var outcome = await academy.Learning(stranger).Enroll(stranger, null, course.Id);
        Assert.Equal("catalog.course-not-found", outcome.Refusal?.Code);
    }

    [Fact]
    public async Task A_command_to_an_owner_under_which_the_stream_moved_reaches_the_next()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(2));
        var enrollment = await academy.EnrollAsync(learner, course);
        await AppendBehindTheGrainAsync(learner, enrollment, course, head: 2);

        var answer = await academy.CompleteAsync(learner, enrollment, course.Modules[1]);
        Assert.Equal(new CourseProgress(2, 2, 100), answer.CourseProgress);
        Assert.Equal(4, answer.Seq);

        // Whoever resumes gets the other owner's event as well, which this one never had in memory.
        var owner = academy.Grains.GetGrain<Academy.Users.IUserGrain>(learner.Key);
        var epoch = (await owner.Join(learner, null)).Epoch;
        var missed = await owner.Join(learner, new StreamCursor(epoch, 0));
        Assert.Equal(StreamVerdict.Resumed, missed.Verdict);
        Assert.Equal(Enumerable.Range(1, (int)missed.Seq).Select(n => (long)n), missed.Messages.Select(m => m.Seq));
    }

    [Fact]
    public async Task A_snapshot_stands_for_the_events_before_it()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(120));
        var enrollment = await academy.EnrollAsync(learner, course);
        foreach (var module in course.Modules)
            await academy.CompleteAsync(learner, enrollment, module);
        var before = (await academy.Learning(learner).GetCourseProgress(enrollment)).Answer!;
        academy = await academy.RestartAsync();
        Assert.Equal(
            1,
            await academy.QueryAsync<long>($"select count(*) from snapshots where stream like '%{learner.User}'")
        );

        // Without the events that the snapshot covers, only the snapshot can tell.
        await academy.QueryAsync<object>(
            $"with gone as (delete from events where stream like '%user:{learner.User}' and seq < 200 "
                + "returning 1) select count(*) from gone"
        );
        var after = (await academy.Learning(learner).GetCourseProgress(enrollment)).Answer!;
        Assert.Equal(before.CompletedModules, after.CompletedModules);
        Assert.Equal(120, after.CompletedModules);
    }

    private async Task AppendBehindTheGrainAsync(
        Caller learner,
        EnrollmentId enrollment,
        Academy.Catalog.CourseContent course,
        long head
    )
    {
        var body = new ModuleCompleted(
            enrollment,
            course.Id,
            course.Modules[0].Id,
            DateTimeOffset.UnixEpoch,
            new CourseProgress(2, 1, 50)
        );
        var type = academy.Services.GetRequiredService<EventCatalog>().Of(body);
        var result = await academy
            .Services.GetRequiredService<IJournal>()
            .AppendAsync(
                new Append
                {
                    Stream = new StreamName("user", learner.User.ToString()).InJournal(learner.Organization),
                    ExpectedSeq = head,
                    Actor = "elsewhere",
                    At = DateTimeOffset.UnixEpoch,
                    Events = [new PendingEvent(type.Name, type.Version, type.Store(body), body)],
                }
            );
        Assert.Equal(AppendVerdict.Committed, result.Verdict);
    }
}
