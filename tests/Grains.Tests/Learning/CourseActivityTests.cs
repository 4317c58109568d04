using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Learning;
using Academy.Streams;

namespace Academy.Grains.Tests.Learning;

public sealed class CourseActivityTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task Every_completion_reaches_the_instructor_once_in_at_most_ten_events_a_second()
    {
        const int learners = 300;
        var course = await academy.PublishAsync(2);
        var owner = academy.Grains.GetGrain<ICourseActivityGrain>(GrainKey.Of(OrganizationId.Default, course.Id.Value));
        var watcher = Watcher.Of(academy.Grains);
        await owner.Watch(watcher.Reference, Stream(course), null);

        await Task.WhenAll(
            Enumerable
                .Range(0, learners)
                .Select(async _ =>
                {
                    var learner = academy.NewLearner();
                    var enrollment = await academy.EnrollAtOnceAsync(learner, course);
                    foreach (var module in course.Modules)
                        await academy.CompleteAsync(learner, enrollment, module);
                })
        );
        await watcher.UntilAsync(
            m => m.Sum(x => Items(x).Count) >= 2 * learners,
            "a completion of every learner and module"
        );

        var items = watcher.Messages.SelectMany(Items).ToArray();
        Assert.Equal(2 * learners, items.Length);
        Assert.Equal(2 * learners, items.Distinct().Count());
        Assert.Equal(
            Enumerable.Range(1, watcher.Messages.Count).Select(n => (long)n),
            watcher.Messages.Select(m => m.Seq)
        );
        Assert.Equal(0, await academy.QueryAsync<long>("select count(*) from feed"));
        var times = watcher.Messages.Select(m => m.At).ToArray();
        Assert.All(times.Zip(times.Skip(1)), pair =>
            Assert.True(pair.Second - pair.First >= TimeSpan.FromMilliseconds(90), $"{pair}")
        );
    }

    /// <summary>
    /// Ten thousand learners who complete at once: the rows that their commits leave, all at the same moment.
    /// </summary>
    [Fact]
    public async Task Ten_thousand_completions_at_once_reach_the_instructor_in_a_second_s_worth_of_events()
    {
        const int completions = 10_000;
        var course = await academy.PublishAsync(1);
        var owner = academy.Grains.GetGrain<ICourseActivityGrain>(GrainKey.Of(OrganizationId.Default, course.Id.Value));
        var watcher = Watcher.Of(academy.Grains);
        await owner.Watch(watcher.Reference, Stream(course), null);

        await academy.QueryAsync<long>(
            $$"""
            with left_behind as (
                insert into feed (owner, source_stream, source_seq, data)
                select 'academy/course:{{course.Id}}', 'academy/user:' || gen_random_uuid(), 1, jsonb_build_object(
                    'kind', 'module-completed', 'userId', gen_random_uuid(), 'enrollmentId', gen_random_uuid(),
                    'moduleId', '{{course.Modules[
                0
            ].Id}}', 'at', '2026-11-20T10:00:00.000Z', 'courseProgress', jsonb_build_object(
                        'totalModules', 150, 'completedModules', 1 + n % 150, 'percent', 42))
                from generate_series(1, {{completions}}) n
                returning 1)
            select count(*) from left_behind
            """
        );
        await owner.Nudge();
        await watcher.UntilAsync(m => m.Sum(x => Items(x).Count) >= completions, "every completion");

        Assert.Equal(completions, watcher.Messages.SelectMany(Items).Distinct().Count());
        Assert.Equal(
            Enumerable.Range(1, watcher.Messages.Count).Select(n => (long)n),
            watcher.Messages.Select(m => m.Seq)
        );
        Assert.InRange(watcher.Messages.Count, 1, 10);
        Assert.All(watcher.Messages, m => Assert.InRange(m.Data.Length, 1, ResumeLimits.BytesMax));
        Assert.Equal(0, await academy.QueryAsync<long>("select count(*) from feed"));
    }

    [Fact]
    public async Task What_was_left_while_nobody_was_there_is_taken_up_later()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(1));
        var enrollment = await academy.EnrollAsync(learner, course);
        await academy.CompleteAsync(learner, enrollment, course.Modules[0]);
        academy = await academy.RestartAsync();

        var owner = academy.Grains.GetGrain<ICourseActivityGrain>(GrainKey.Of(OrganizationId.Default, course.Id.Value));
        var watcher = Watcher.Of(academy.Grains);
        var answer = await owner.Watch(watcher.Reference, Stream(course), null);
        using var snapshot = JsonDocument.Parse(answer.Snapshot!.Value);
        if (snapshot.RootElement.GetProperty("items").GetArrayLength() == 0)
            await watcher.UntilAsync(m => m.Count == 1, "the completion from before the restart");
    }

    [Fact]
    public async Task Whoever_resumes_after_a_restart_sees_names()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(1));
        await academy.QueryAsync<string>(
            $"""
            insert into users (id, organization, email, display_name, role, registered_at)
            values ('{learner.User}', 'academy', 'a@b.test', 'Grace Nakamura', 'student', now()) returning display_name
            """
        );
        var enrollment = await academy.EnrollAsync(learner, course);
        await academy.CompleteAsync(learner, enrollment, course.Modules[0]);
        var watcher = Watcher.Of(academy.Grains);
        var key = GrainKey.Of(OrganizationId.Default, course.Id.Value);
        var epoch = (
            await academy.Grains.GetGrain<ICourseActivityGrain>(key).Watch(watcher.Reference, Stream(course), null)
        ).Epoch;
        await watcher.UntilAsync(m => m.Count == 1, "the completion");
        academy = await academy.RestartAsync();

        var missed = await academy
            .Grains.GetGrain<ICourseActivityGrain>(key)
            .Join(academy.Instructor with { Role = Role.Admin }, new StreamCursor(epoch, 0));
        Assert.Equal(StreamVerdict.Resumed, missed.Verdict);
        Assert.Contains(
            "Grace Nakamura",
            System.Text.Encoding.UTF8.GetString(Assert.Single(missed.Messages).Data.Span),
            StringComparison.Ordinal
        );
    }

    private static WatchedStream Stream(Academy.Catalog.CourseContent course) =>
        new(OrganizationId.Default, new StreamName("course", course.Id.ToString()), Audience.Instructor);

    private static IReadOnlyList<(string, string)> Items(StreamMessage message)
    {
        using var json = JsonDocument.Parse(message.Data);
        return
        [
            .. json
                .RootElement.GetProperty("items")
                .EnumerateArray()
                .Select(i => (i.GetProperty("enrollmentId").GetString()!, i.GetProperty("moduleId").GetString()!)),
        ];
    }
}
