using Academy.Accounts;
using Academy.Commands;
using Academy.Gamification;
using Academy.Journal.Projections;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Tests.Gamification;

public sealed class LeaderboardTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task Boards_levels_and_ledger_agree_also_after_a_restart_and_a_rebuild()
    {
        var course = await academy.PublishAsync(4);
        var learners = Enumerable.Range(0, 20).Select(_ => academy.NewLearner()).ToArray();
        for (var i = 0; i < learners.Length; i++)
        {
            var enrollment = await academy.EnrollAsync(learners[i], course);
            foreach (var module in course.Modules.Take(i % 5))
                await academy.CompleteAsync(learners[i], enrollment, module);
        }

        var live = await Boards(learners);
        Assert.Equal(60 + 3 * 50 + 500, live[0].Entries[0].Xp);
        Assert.Equal([1, 1, 1, 1, 5], live[0].Entries.Take(5).Select(e => e.Rank));
        await LedgerEqualsStats();

        academy = await academy.RestartAsync();
        Equal(live, await Boards(learners));
        await academy.Services.GetRequiredService<ProjectionRebuild>().RunAsync(null, default);
        await LedgerEqualsStats();
        academy = await academy.RestartAsync();
        Equal(live, await Boards(learners));
    }

    [Fact]
    public async Task A_learner_reads_his_own_writes_and_has_no_rank_before_his_first_xp()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(1));
        Assert.Equal(new OwnRank(null, 0), (await Board("all", learner)).Me);
        var enrollment = await academy.EnrollAsync(learner, course);
        await academy.CompleteAsync(learner, enrollment, course.Modules[0]);
        Assert.Equal(new OwnRank(1, 560), (await Board("all", learner)).Me);
        Assert.Equal(new OwnRank(1, 560), (await Board("weekly", learner)).Me);
        Assert.Equal(new OwnRank(1, 560), (await Board($"course-{course.Id}", learner)).Me);
    }

    [Fact]
    public async Task What_an_earlier_release_paid_an_instructor_in_their_course_is_on_no_board_of_it()
    {
        var (learner, teacher, course) = (academy.NewLearner(), academy.NewLearner(), await academy.PublishAsync(1));
        foreach (var person in new[] { learner, teacher })
            await academy.CompleteAsync(person, await academy.EnrollAsync(person, course), course.Modules[0]);
        // Then paid to whom it would not be today.
        await using (
            var command = academy.Database.CreateCommand(
                $"update courses set instructor = '{teacher.User}' where id = '{course.Id}'"
            )
        )
            await command.ExecuteNonQueryAsync();
        academy = await academy.RestartAsync();
        var board = await Board($"course-{course.Id}", learner);
        Assert.Equal([learner.User], board.Entries.Select(e => e.UserId));
        Assert.Equal(2, (await Board("all", learner)).Entries.Count);
    }

    [Fact]
    public async Task Whoever_rises_from_below_the_entries_appears_among_them_and_a_change_below_them_alters_nothing()
    {
        var board = academy.Grains.GetGrain<ILeaderboardGrain>(GrainKey.Of(OrganizationId.Default, "all"));
        var learners = Enumerable
            .Range(0, LeaderboardLimits.EntriesMax + 50)
            .Select(_ => new UserId(Guid.NewGuid()))
            .ToArray();
        LearnerTotal Total(int i, long xp, long seq) => new(learners[i], xp, xp, seq, "all");
        await board.Update([.. learners.Select((_, i) => Total(i, 1_000 - i, 1))]);
        var before = (await Board("all", academy.Instructor)).Entries;
        Assert.Equal(learners.Take(LeaderboardLimits.EntriesMax), before.Select(e => e.UserId));

        await board.Update([Total(120, 890, 2)]);
        Assert.Equal(before, (await Board("all", academy.Instructor)).Entries);

        await board.Update([Total(110, 999, 2)]);
        var after = (await Board("all", academy.Instructor)).Entries;
        Assert.Equal([1, 2, 2, 4], after.Take(4).Select(e => e.Rank));
        Assert.Contains(after.Skip(1).Take(2), e => e.UserId == learners[110]);
        Assert.DoesNotContain(after, e => e.UserId == learners[99]);
    }

    [Fact]
    public async Task A_board_that_does_not_exist_is_refused()
    {
        var learner = academy.NewLearner();
        var outcome = await academy
            .Grains.GetGrain<ILeaderboardGrain>(GrainKey.Of(OrganizationId.Default, "yearly"))
            .Get(learner, 10);
        Assert.Equal(LeaderboardRefusals.NotFound, outcome.Refusal);
    }

    [Fact]
    public async Task Watchers_get_at_most_four_views_a_second_and_the_last_one_is_complete()
    {
        var course = await academy.PublishAsync(10);
        var board = academy.Grains.GetGrain<ILeaderboardGrain>(GrainKey.Of(OrganizationId.Default, "all"));
        var watcher = Watcher.Of(academy.Grains);
        var stream = new WatchedStream(OrganizationId.Default, new StreamName("leaderboard", "all"), Audience.Member);
        Assert.Equal(StreamVerdict.Snapshot, (await board.Watch(watcher.Reference, stream, null)).Verdict);

        var learner = academy.NewLearner();
        var enrollment = await academy.EnrollAsync(learner, course);
        foreach (var module in course.Modules)
            await academy.CompleteAsync(learner, enrollment, module);
        var xp = 60 + 9 * 50 + 500;
        await watcher.UntilAsync(
            m => m.Count > 0 && Text(m[^1]).Contains($"\"xp\":{xp}", StringComparison.Ordinal),
            $"a view with {xp} XP"
        );
        var times = watcher.Messages.Select(m => m.At).ToArray();
        Assert.All(times.Zip(times.Skip(1)), pair =>
            Assert.True(pair.Second - pair.First >= TimeSpan.FromMilliseconds(200), $"{pair}")
        );
        Assert.Equal(Enumerable.Range(2, times.Length).Select(n => (long)n), watcher.Messages.Select(m => m.Seq));
    }

    private static string Text(StreamMessage message) => System.Text.Encoding.UTF8.GetString(message.Data.Span);

    private async Task<LeaderboardView> Board(string scope, Caller viewer) =>
        RunningAcademy.Accept(
            await academy
                .Grains.GetGrain<ILeaderboardGrain>(GrainKey.Of(OrganizationId.Default, scope))
                .Get(viewer, 100)
        );

    private async Task<LeaderboardView[]> Boards(Caller[] learners) =>
        [await Board("all", learners[1]), await Board("weekly", learners[2]), await Board("monthly", learners[3])];

    private static void Equal(LeaderboardView[] expected, LeaderboardView[] actual)
    {
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.Entries, a.Entries);
            Assert.Equal(e.Me, a.Me);
        }
    }

    private async Task LedgerEqualsStats() =>
        Assert.Equal(
            0,
            await academy.QueryAsync<long>(
                """
                select count(*) from user_stats s
                 where xp <> (select sum(amount) from xp_transactions t where t.user_id = s.user_id)
                    or xp <> (select sum(xp) from xp_days d where d.user_id = s.user_id)
                """
            )
        );
}
