using Academy.Journal.Retention;
using Academy.Learning;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Tests.Operations;

/// <summary>What is forgotten, and what that must not change.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task A_repeat_within_retention_answers_as_the_first_and_later_what_counts_once_still_counts_once()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(2));
        var enrollment = await academy.EnrollAsync(learner, course);
        RunningAcademy.Accept(
            await academy.Learning(learner).StartModule(learner, null, enrollment, course.Modules[1].Id)
        );
        var record = (await academy.Learning(learner).GetProgress(enrollment)).Answer!.Single();
        Task<ModuleCompletion> CompleteAsync() =>
            Accept(
                academy
                    .Learning(learner)
                    .CompleteModule(learner, academy.Key("complete"), enrollment, course.Modules[0].Id)
            );
        Task<ProgressRecord> SpendAsync() =>
            Accept(
                academy
                    .Learning(learner)
                    .PatchProgress(learner, academy.Key("spend"), record.Id, new ProgressPatch(null, 60))
            );
        var (completion, spent) = (await CompleteAsync(), await SpendAsync());
        var xp = await XpAsync();

        // 29 days later, in another process: both are recognised.
        await AgeAsync(29);
        Assert.Equal(
            0,
            (
                await academy
                    .Services.GetRequiredService<JournalRetention>()
                    .SweepAsync(TimeSpan.FromMinutes(1), default)
            ).Commands
        );
        academy = await academy.RestartAsync();
        Assert.Equal((completion, spent), (await CompleteAsync(), await SpendAsync()));

        // 31 days later nobody knows the commands; what must count once for ever is recognised by what it is about.
        await AgeAsync(2);
        await academy.Services.GetRequiredService<JournalRetention>().SweepAsync(TimeSpan.FromMinutes(1), default);
        Assert.Equal(
            0,
            await academy.QueryAsync<long>("select count(*) from commands where command_id in ('complete', 'spend')")
        );
        academy = await academy.RestartAsync();
        Assert.Equal(completion, await CompleteAsync());
        Assert.Equal(xp, await XpAsync());
        Assert.Equal(
            1,
            await academy.QueryAsync<long>("select count(*) from events where type = 'progress.module-completed'")
        );
    }

    private static async Task<T> Accept<T>(Task<Academy.Commands.Outcome<T>> outcome) =>
        RunningAcademy.Accept(await outcome);

    private Task<long> XpAsync() =>
        academy.QueryAsync<long>(
            "select coalesce(sum((data ->> 'amount')::bigint), 0)::bigint from events where type = "
                + "'gamification.xp-earned'"
        );

    private Task<long> AgeAsync(int days) =>
        academy.QueryAsync<long>(
            $"with aged as (update commands set at = at - interval '{days} days' returning 1) select count(*) from aged"
        );
}
