using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Learning;
using Academy.Streams;
using Academy.Users;

namespace Academy.Grains.Tests.Streams;

public sealed class WatchTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task Whoever_joins_gets_a_snapshot_and_then_every_event_in_order()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(3));
        var enrollment = await academy.EnrollAsync(learner, course);
        var (owner, stream) = Owner(learner);
        var watcher = Watcher.Of(academy.Grains);
        await owner.Watch(watcher.Reference, stream, null);
        var joined = await owner.Join(learner, null);

        Assert.Equal(StreamVerdict.Snapshot, joined.Verdict);
        Assert.Equal(2, joined.Seq); // Enrolled, and in the course's room.
        using var snapshot = JsonDocument.Parse(joined.Snapshot!.Value);
        Assert.Equal(
            0,
            snapshot.RootElement.GetProperty("learning").GetProperty("enrollments")[0].GetProperty("percent").GetInt32()
        );

        await academy.CompleteAsync(learner, enrollment, course.Modules[0]);
        await academy.CompleteAsync(learner, enrollment, course.Modules[1]);
        await watcher.UntilAsync(
            m => m.Count(x => x.Type == "progress.module-completed") == 2 && m[^1].Type == "gamification.xp-earned",
            "both completions and their XP"
        );
        // What the answer covers may have come as well.
        long[] numbers = [.. watcher.Messages.Select(m => m.Seq).Where(seq => seq > joined.Seq)];
        Assert.Equal(Enumerable.Range(3, numbers.Length).Select(n => (long)n), numbers);
    }

    [Fact]
    public async Task Whoever_was_away_gets_exactly_what_he_missed()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(3));
        var enrollment = await academy.EnrollAsync(learner, course);
        var (owner, _) = Owner(learner);
        var last = await owner.Join(learner, null);
        await academy.CompleteAsync(learner, enrollment, course.Modules[0]);
        var head = (await academy.CompleteAsync(learner, enrollment, course.Modules[1])).Seq + 1;

        await ShowsWhatWasMissed(learner, last, head);
        academy = await academy.RestartAsync(); // from the journal now, not from memory
        await ShowsWhatWasMissed(learner, last, head);
    }

    [Fact]
    public async Task A_number_above_the_head_or_of_another_epoch_means_a_snapshot()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(1));
        await academy.EnrollAsync(learner, course);
        var (owner, _) = Owner(learner);
        var epoch = (await owner.Join(learner, null)).Epoch;

        Assert.Equal(StreamVerdict.Snapshot, (await owner.Join(learner, new StreamCursor(epoch, 3))).Verdict);
        Assert.Equal(StreamVerdict.Snapshot, (await owner.Join(learner, new StreamCursor("another", 1))).Verdict);
        Assert.Equal(StreamVerdict.Snapshot, (await owner.Join(learner, new StreamCursor(epoch, -1))).Verdict);
        Assert.Equal(StreamVerdict.Resumed, (await owner.Join(learner, new StreamCursor(epoch, 1))).Verdict);
    }

    [Fact]
    public async Task Nobody_else_may_watch_a_person_s_stream()
    {
        var learner = academy.NewLearner();
        var (owner, _) = Owner(learner);
        Assert.Equal(StreamVerdict.Refused, (await owner.Join(academy.NewLearner(), null)).Verdict);
        Assert.Equal(StreamVerdict.Refused, (await owner.Join(academy.Instructor, null)).Verdict);
        Assert.Equal(StreamVerdict.Snapshot, (await owner.Join(learner, null)).Verdict);
    }

    [Fact]
    public async Task Only_the_course_s_instructor_and_admins_watch_a_course()
    {
        var course = await academy.PublishAsync(1);
        var owner = academy.Grains.GetGrain<ICourseActivityGrain>(GrainKey.Of(OrganizationId.Default, course.Id.Value));
        var colleague = academy.Instructor with { User = new UserId(Guid.NewGuid()) };
        var admin = new Caller(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Admin);

        Assert.Equal(StreamVerdict.Refused, (await owner.Join(academy.NewLearner(), null)).Verdict);
        Assert.Equal(StreamVerdict.Refused, (await owner.Join(colleague, null)).Verdict);
        Assert.Equal(StreamVerdict.Snapshot, (await owner.Join(academy.Instructor, null)).Verdict);
        Assert.Equal(StreamVerdict.Snapshot, (await owner.Join(admin, null)).Verdict);
    }

    private async Task ShowsWhatWasMissed(Caller learner, JoinAnswer last, long head)
    {
        var missed = await Owner(learner).Owner.Join(learner, new StreamCursor(last.Epoch, last.Seq));
        Assert.Equal(StreamVerdict.Resumed, missed.Verdict);
        Assert.Equal(head, missed.Seq);
        Assert.Equal(
            Enumerable.Range((int)last.Seq + 1, (int)(head - last.Seq)).Select(n => (long)n),
            missed.Messages.Select(m => m.Seq)
        );
    }

    private (IUserGrain Owner, WatchedStream Stream) Owner(Caller learner) =>
        (
            academy.Grains.GetGrain<IUserGrain>(learner.Key),
            new WatchedStream(learner.Organization, new StreamName("user", learner.User.ToString()), Audience.Self)
        );
}
