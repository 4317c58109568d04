using System.Diagnostics.Metrics;
using Academy.Accounts;
using Academy.Grains.Operations.Housekeeping;
using Academy.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Academy.Grains.Tests.Operations;

/// <summary>What is done now and then, by one process at a time.</summary>
public sealed class HousekeepingTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private RunningAcademy academy = null!;

    private HousekeepingTable Table => academy.Services.GetRequiredService<HousekeepingTable>();

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task What_is_due_is_done_by_itself_and_a_restart_does_not_put_it_off()
    {
        // Not of the one that looks every few seconds.
        const string rare = "housekeeping where task in ('journal', 'messages', 'attachments')";
        await UntilAsync($"select count(*) from {rare}", 3);
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(1));
        RunningAcademy.Accept(await academy.Learning(learner).Enroll(learner, academy.Key("enroll"), course.Id));
        await ChangeAsync("update commands set at = at - interval '31 days'");
        await ChangeAsync("update housekeeping set due_at = now()");
        await UntilAsync("select count(*) from commands where command_id = 'enroll'", 0);
        await UntilAsync($"select count(*) from {rare} and claim is null and last_run_at is not null", 3);

        var due = await academy.QueryAsync<string>($"select string_agg(task || due_at, ' ' order by task) from {rare}");
        academy = await academy.RestartAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(500)); // Longer than the start needs to add what it knows.
        Assert.Equal(
            due,
            await academy.QueryAsync<string>($"select string_agg(task || due_at, ' ' order by task) from {rare}")
        );
    }

    [Fact]
    public async Task A_run_is_claimed_by_one_until_its_claim_has_passed()
    {
        await DueAsync("probe");
        var first = await Table.ClaimAsync(["probe"], Minute, default);
        Assert.NotNull(first);
        Assert.Null(await Table.ClaimAsync(["probe"], Minute, default));

        // Its process is suspended; another does it.
        await ChangeAsync("update housekeeping set claimed_until = now() where task = 'probe'");
        var second = await Table.ClaimAsync(["probe"], Minute, default);
        Assert.NotNull(second);
        Assert.False(await Table.CompleteAsync(first, Minute, default));
        Assert.True(await Table.CompleteAsync(second, Minute, default));
        Assert.Null(await Table.ClaimAsync(["probe"], Minute, default));
    }

    [Fact]
    public async Task What_failed_is_due_again_and_operators_see_why()
    {
        await DueAsync("probe");
        Assert.True(
            await Table.FailAsync(
                (await Table.ClaimAsync(["probe"], Minute, default))!,
                TimeSpan.Zero,
                "no disk",
                default
            )
        );
        var queries = academy.Services.GetRequiredService<IOperationsAdminQueries>();
        var row = (await queries.Housekeeping(OrganizationId.Default, new(50, null), default)).Items.Single(r =>
            r.Task == "probe"
        );
        Assert.Equal((1, "no disk", null), (row.Failures, row.Error, row.ClaimedUntil));
        Assert.Empty((await queries.Housekeeping(new OrganizationId("elsewhere"), new(50, null), default)).Items);
        Assert.Equal(1, (await Table.ClaimAsync(["probe"], Minute, default))!.Failures);
    }

    [Fact]
    public async Task Of_two_processes_one_does_it_at_a_time()
    {
        await DueAsync("busy");
        var busy = new BusyTask();
        using var metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var one = Loop(busy, metrics);
        using var other = Loop(busy, metrics);
        await one.StartAsync(default);
        await other.StartAsync(default);
        await busy.Done.WaitAsync(TimeSpan.FromSeconds(120));
        await one.StopAsync(default);
        await other.StopAsync(default);
        Assert.Equal(1, busy.AtOnceMax);
    }

    private HousekeepingLoop Loop(IHousekeepingTask task, IServiceProvider metrics) =>
        new(
            Table,
            [task],
            new HousekeepingMetrics(metrics.GetRequiredService<IMeterFactory>()),
            TimeProvider.System,
            NullLogger<HousekeepingLoop>.Instance
        );

    private Task DueAsync(string task) => Table.AddAsync(task, TimeSpan.Zero, default);

    private async Task ChangeAsync(string sql)
    {
        await using var command = academy.Database.CreateCommand(sql);
        Assert.True(await command.ExecuteNonQueryAsync() > 0, $"Nothing was changed by {sql}.");
    }

    private async Task UntilAsync(string sql, long expected)
    {
        var found = -1L;
        for (var i = 0; i < 400 && found != expected; i++)
        {
            found = await academy.QueryAsync<long>(sql);
            if (found != expected)
                await Task.Delay(25);
        }
        Assert.True(found == expected, $"Waited 10 s for {sql} to be {expected}; it is {found}");
    }

    /// <summary>Due again at once, a few hundred times; notes how many do it at the same moment.</summary>
    private sealed class BusyTask : IHousekeepingTask
    {
        private readonly TaskCompletionSource done = new();
        private int atOnce;
        private int runs;

        public string Name => "busy";

        public TimeSpan Period => Volatile.Read(ref runs) < 200 ? TimeSpan.Zero : TimeSpan.FromHours(1);

        public int AtOnceMax { get; private set; }

        public Task Done => done.Task;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            AtOnceMax = Math.Max(AtOnceMax, Interlocked.Increment(ref atOnce));
            await Task.Delay(5, cancellationToken);
            Interlocked.Decrement(ref atOnce);
            if (Interlocked.Increment(ref runs) == 200)
                done.SetResult();
        }
    }
}
