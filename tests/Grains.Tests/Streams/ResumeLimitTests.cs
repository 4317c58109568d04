using Academy.Accounts;
using Academy.Commands;
using Academy.Learning;
using Academy.Streams;
using Academy.Users;

namespace Academy.Grains.Tests.Streams;

/// <summary>
/// A resume has a thousand events and a megabyte at most; beyond either edge the answer is a snapshot.
/// </summary>
public sealed class ResumeLimitTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task A_thousand_events_are_resumed_and_one_more_is_a_snapshot()
    {
        var learner = academy.NewLearner();
        await Insert(
            $"academy/user:{learner.User}",
            "progress.enrolled",
            ResumeLimits.EventsMax + 1,
            "jsonb_build_object('enrollmentId', gen_random_uuid(), 'courseId', gen_random_uuid(), "
                + "'enrolledAt', '2026-11-20T10:00:00.000Z')"
        );
        var owner = academy.Grains.GetGrain<IUserGrain>(learner.Key);
        var epoch = (await owner.Join(learner, null)).Epoch;

        var missed = await owner.Join(learner, new StreamCursor(epoch, 1));
        Assert.Equal(StreamVerdict.Resumed, missed.Verdict);
        Assert.Equal(
            Enumerable.Range(2, ResumeLimits.EventsMax).Select(n => (long)n),
            missed.Messages.Select(m => m.Seq)
        );
        Assert.Equal(StreamVerdict.Snapshot, (await owner.Join(learner, new StreamCursor(epoch, 0))).Verdict);
    }

    [Fact]
    public async Task A_megabyte_is_resumed_and_one_event_more_is_a_snapshot()
    {
        const int events = 60,
            items = 70;
        var course = await academy.PublishAsync(1);
        await Insert(
            $"academy/course:{course.Id}",
            "course.activity",
            events,
            $$"""
            jsonb_build_object('items', (select jsonb_agg(jsonb_build_object(
                'kind', 'module-completed', 'userId', gen_random_uuid(), 'enrollmentId', gen_random_uuid(), 'moduleId',
                    gen_random_uuid(),
                'at', '2026-11-20T10:00:00.000Z', 'courseProgress', jsonb_build_object('totalModules', 9,
                    'completedModules', 5, 'percent', 56)))
                from generate_series(1, {{items}})))
            """
        );
        var owner = academy.Grains.GetGrain<ICourseActivityGrain>(GrainKey.Of(OrganizationId.Default, course.Id.Value));
        var epoch = (await owner.Join(academy.Instructor, null)).Epoch;
        var each = Assert
            .Single((await owner.Join(academy.Instructor, new StreamCursor(epoch, events - 1))).Messages)
            .Data.Length;
        var fit = ResumeLimits.BytesMax / each;
        Assert.InRange(fit, 2, events - 1);

        var missed = await owner.Join(academy.Instructor, new StreamCursor(epoch, events - fit));
        Assert.Equal(StreamVerdict.Resumed, missed.Verdict);
        Assert.Equal(fit, missed.Messages.Count);
        Assert.Equal(
            StreamVerdict.Snapshot,
            (await owner.Join(academy.Instructor, new StreamCursor(epoch, events - fit - 1))).Verdict
        );
    }

    /// <summary>
    /// A crowd that comes back at once to a stream that is not in memory reads what it missed together.
    /// </summary>
    [Fact]
    public async Task A_crowd_at_different_places_gets_each_exactly_what_it_missed()
    {
        var learner = academy.NewLearner();
        const int events = 300;
        await Insert(
            $"academy/user:{learner.User}",
            "progress.enrolled",
            events,
            "jsonb_build_object('enrollmentId', gen_random_uuid(), 'courseId', gen_random_uuid(), "
                + "'enrolledAt', '2026-11-20T10:00:00.000Z')"
        );
        var owner = academy.Grains.GetGrain<IUserGrain>(learner.Key);
        var epoch = (await owner.Join(learner, null)).Epoch;
        for (var round = 0; round < 2; round++)
        {
            var places = Enumerable.Range(0, 50).Select(i => (long)(i * 37 % events)).ToArray();
            var answers = await Task.WhenAll(
                places.Select(place => owner.Join(learner, new StreamCursor(epoch, place)))
            );
            foreach (var (place, answer) in places.Zip(answers))
            {
                Assert.Equal(StreamVerdict.Resumed, answer.Verdict);
                Assert.Equal(
                    Enumerable.Range((int)place + 1, events - (int)place).Select(n => (long)n),
                    answer.Messages.Select(m => m.Seq)
                );
            }
        }
    }

    private Task<long> Insert(string stream, string type, int count, string data) =>
        academy.QueryAsync<long>(
            $"""
            with inserted as (
                insert into events (stream, seq, type, version, data, actor, at)
                select '{stream}', n, '{type}', 1, {data}, 'tests', '2026-11-20T10:00:00Z' from generate_series(1,
                    {count}) n
                returning 1)
            select count(*) from inserted
            """
        );
}
