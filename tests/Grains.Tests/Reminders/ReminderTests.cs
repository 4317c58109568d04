using System.Globalization;
using Academy.Journal;
using Academy.Runtime;
using Academy.Runtime.Reminders;
using Academy.Silo.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Tests.Reminders;

/// <summary>Reminders as grains know them, kept in PostgreSQL and sent by several processes.</summary>
public sealed class ReminderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_reminder_wakes_its_grain_and_says_which_tick_it_is()
    {
        await using var process = await Process.StartAsync();
        await process.Grain("a").Set("soon", TimeSpan.Zero, Minute);

        var (grain, name, status) = await process.Ticks.NextAsync();
        Assert.Equal(("a", "soon", Minute), (grain, name, status.Period));
        Assert.Equal(DateTimeKind.Utc, status.FirstTickTime.Kind);
        Assert.InRange(status.CurrentTickTime - status.FirstTickTime, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await process.UntilAsync("due_at = start_at + period and failures = 0 and claim is null and last_tick_at is not null");
    }

    [Fact]
    public async Task It_outlives_the_process_that_set_it_and_ticks_that_were_missed_are_one()
    {
        var first = await Process.StartAsync();
        await first.Grain("a").Set("often", TimeSpan.FromHours(1), Minute);
        await first.ChangeAsync("start_at = now() - interval '10 min 30 s', due_at = now() - interval '10 min 30 s'");
        await first.DisposeAsync();

        await using var next = await Process.StartAsync(first.Database);
        var (_, _, status) = await next.Ticks.NextAsync();
        Assert.Equal(10, Math.Floor((status.CurrentTickTime - status.FirstTickTime) / status.Period));
        await next.UntilAsync("due_at = start_at + 11 * period and claim is null");
        Assert.True(next.Ticks.IsEmpty, "A missed tick was made up for.");
    }

    [Fact]
    public async Task Two_processes_send_each_tick_once()
    {
        const int Grains = 200;
        var ticks = new Ticks();
        await using var one = await Process.StartAsync(ticks: ticks);
        await using var two = await Process.StartAsync(one.Database, ticks: ticks);
        await one.ExecuteAsync($"""
            insert into reminders (grain_type, grain_key, name, start_at, period, due_at)
            select 'reminded', n::text, 'tick', now(), interval '1 hour', now() from generate_series(1, {Grains}) n
            """);
        var seen = new HashSet<string>();
        for (var i = 0; i < Grains; i++)
            seen.Add((await ticks.NextAsync()).Grain);
        await one.UntilAsync("due_at = start_at + period and claim is null", Grains);
        Assert.Equal(Grains, seen.Count);
        Assert.True(ticks.IsEmpty, "Ticks were sent twice.");
    }

    [Fact]
    public async Task A_tick_that_fails_comes_again_after_a_pause_and_counts_as_one()
    {
        await using var process = await Process.StartAsync();
        process.Ticks.Do = () => throw new IOException("not\nnow");
        await process.Grain("a").Set("hard", TimeSpan.Zero, Minute);
        await process.Ticks.NextAsync();
        await process.UntilAsync("""
            failures = 1 and last_error = 'IOException: not now' and claim is null and last_tick_at is null
            and due_at between now() + interval '7 s' and now() + interval '12 s'
            """);

        process.Ticks.Do = () => Task.CompletedTask;
        await process.ChangeAsync("due_at = now(), failures = 40");
        await process.Ticks.NextAsync();
        await process.UntilAsync("failures = 0 and last_error is null and due_at = start_at + period");
    }

    [Fact]
    public async Task A_process_that_was_suspended_beyond_its_claim_ends_nothing_of_what_was_set_since()
    {
        var go = new TaskCompletionSource();
        var suspended = await Process.StartAsync();
        suspended.Ticks.Do = () => go.Task;
        await suspended.Grain("a").Set("tick", TimeSpan.Zero, Minute);
        await suspended.Ticks.NextAsync();

        await using var other = await Process.StartAsync(suspended.Database);
        await other.Grain("a").Set("tick", TimeSpan.FromHours(5), TimeSpan.FromHours(1));
        go.SetResult();
        await suspended.DisposeAsync(); // waits for the tick
        await other.UntilAsync("period = interval '1 hour' and due_at = start_at and due_at > now() + interval '4 hours' and last_tick_at is null");
    }

    [Fact]
    public async Task A_tick_whose_process_died_is_sent_again_when_its_claim_has_passed()
    {
        await using var process = await Process.StartAsync();
        await process.ExecuteAsync("""
            insert into reminders (grain_type, grain_key, name, start_at, period, due_at, claim, claimed_until)
            values ('reminded', 'a', 'held', now(), interval '1 hour', now(), gen_random_uuid(), now() + interval '1 hour'),
                   ('reminded', 'a', 'left', now(), interval '1 hour', now(), gen_random_uuid(), now())
            """);
        Assert.Equal("left", (await process.Ticks.NextAsync()).Name);
        await process.UntilAsync("due_at > now()");
        Assert.True(process.Ticks.IsEmpty, "What another process holds was sent.");
    }

    [Fact]
    public async Task What_was_ended_does_not_tick_and_what_was_set_anew_is_not_ended_by_an_old_handle()
    {
        await using var process = await Process.StartAsync();
        var grain = process.Grain("a");
        await grain.Set("one", TimeSpan.FromHours(1), Minute);
        await grain.Set("two", TimeSpan.FromHours(1), Minute);
        await grain.Hold("one");
        await grain.Set("one", TimeSpan.FromHours(2), Minute);
        Assert.Equal("one two", await grain.Names());

        await Assert.ThrowsAsync<ReminderException>(grain.EndHeld);
        Assert.True(await grain.End("one"));
        await grain.EndHeld(); // there is none: so it is ended
        Assert.False(await grain.End("one"));
        Assert.Equal("two", await grain.Names());
        Assert.Equal("", await process.Grain("b").Names());
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        await using var process = await Process.StartAsync();
        var grain = process.Grain("a");
        await Assert.ThrowsAsync<ArgumentException>(() => grain.Set("fast", Minute, TimeSpan.FromSeconds(59)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Set("never", Timeout.InfiniteTimeSpan, Minute));
        await Assert.ThrowsAsync<ArgumentException>(() => grain.Set("once", Minute, Timeout.InfiniteTimeSpan));
        await Assert.ThrowsAsync<ArgumentNullException>(() => grain.Set(" ", Minute, Minute));
        await Assert.ThrowsAsync<InvalidOperationException>(() => process.Grains.GetGrain<IForgetfulGrain>("a").Set());
        await process.ExecuteAsync("""
            insert into reminders (grain_type, grain_key, name, start_at, period, due_at)
            values ('of-another-release', 'a', 'tick', now(), interval '1 hour', now())
            """);
        await process.UntilAsync("failures = 1 and last_error like '%of-another-release%'");
    }

    /// <summary>A runtime with reminders, as a silo composes it.</summary>
    private sealed class Process(ServiceProvider services, string database, Ticks ticks) : IAsyncDisposable
    {
        private static int processes;

        public string Database => database;

        public Ticks Ticks => ticks;

        public IGrainFactory Grains => services.GetRequiredService<IGrainFactory>();

        public static async Task<Process> StartAsync(string? database = null, Ticks? ticks = null)
        {
            database ??= await Testing.TestPostgres.NewDatabaseAsync();
            ticks ??= new();
            var services = new ServiceCollection();
            services.AddJournal(o =>
            {
                (o.ConnectionString, o.MasterKey) = (database, new byte[32]);
                (o.Silo, o.Writers) = ($"silo-{Interlocked.Increment(ref processes)}", 1);
            });
            services.AddSingleton(ticks);
            services.AddAcademyRuntime(GrainManifest.Describe);
            services.AddPostgresReminders(o => o.Sweep = TimeSpan.FromMilliseconds(50));
            var built = services.BuildServiceProvider();
            foreach (var host in built.GetServices<IHostedService>())
                await host.StartAsync(default);
            return new(built, database, ticks);
        }

        public IRemindedGrain Grain(string key) => Grains.GetGrain<IRemindedGrain>(key);

        public Task ChangeAsync(string change) => ExecuteAsync($"update reminders set {change}");

        public async Task ExecuteAsync(string sql)
        {
            await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        public async Task UntilAsync(string condition, long rows = 1)
        {
            var found = 0L;
            for (var i = 0; i < 400 && found != rows; i++)
            {
                await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"select count(*) from reminders where {condition}");
                found = Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
                if (found != rows)
                    await Task.Delay(25);
            }
            Assert.True(found == rows, $"Waited 10 s for {rows} reminders with {condition}; there were {found}");
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var host in services.GetServices<IHostedService>().Reverse())
                await host.StopAsync(default);
            await services.DisposeAsync();
        }
    }
}
