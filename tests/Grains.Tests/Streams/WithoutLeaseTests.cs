using Academy.Journal;
using Academy.Journal.Leasing;
using Academy.Learning;
using Academy.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Tests.Streams;

/// <summary>A silo that was away for longer than its lease.</summary>
public sealed class WithoutLeaseTests : IAsyncLifetime
{
    private readonly JumpingClock clock = new();
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() =>
        academy = await RunningAcademy.StartAsync(register: services =>
        {
            services.AddSingleton(new LeaseTime(clock));
            // So rare that none comes in between.
            services.Configure<JournalOptions>(o =>
                (o.Lease, o.Heartbeat) = (TimeSpan.FromHours(2), TimeSpan.FromHours(1))
            );
        });

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task Nothing_is_answered_and_what_was_written_is_told_to_who_asks_again()
    {
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(2));
        var enrollment = await academy.EnrollAsync(learner, course);
        var learning = academy.Learning(learner);
        RunningAcademy.Accept(
            await learning.StartModule(learner, academy.Key("start"), enrollment, course.Modules[0].Id)
        );

        clock.Sleep(TimeSpan.FromHours(2));
        await RefusedAsync(() => learning.GetProgress(enrollment));
        await RefusedAsync(() => learning.StartModule(learner, academy.Key("start"), enrollment, course.Modules[0].Id));
        await RefusedAsync(() => learning.CompleteModule(learner, null, enrollment, default));
        await RefusedAsync(() => academy.Grains.GetGrain<IUserGrain>(learner.Key).Join(learner, null));
        await RefusedAsync(() =>
            learning.CompleteModule(learner, academy.Key("done"), enrollment, course.Modules[1].Id)
        );

        academy.Services.GetRequiredService<Lease>().Renew(clock.GetTimestamp());
        var done = RunningAcademy.Accept(
            await learning.CompleteModule(learner, academy.Key("done"), enrollment, course.Modules[1].Id)
        );
        Assert.Equal(new CourseProgress(2, 1, 50), done.CourseProgress);
        Assert.Equal(
            1,
            await academy.QueryAsync<long>("select count(*) from events where type = 'progress.module-completed'")
        );
    }

    private static async Task RefusedAsync<T>(Func<Task<T>> call) =>
        Assert.Contains(
            "has not confirmed",
            (await Assert.ThrowsAsync<JournalUnavailableException>(call)).Message,
            StringComparison.Ordinal
        );
}
