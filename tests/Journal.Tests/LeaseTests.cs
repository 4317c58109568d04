using System.Diagnostics;
using System.Globalization;
using Academy.Journal.Leasing;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

/// <summary>Who may answer from memory, until when, and who waits for whom.</summary>
public sealed class LeaseTests
{
    private readonly JumpingClock clock = new();

    /// <summary>For tests that wait a lease out.</summary>
    internal static void Brief(JournalOptions options) =>
        (options.Lease, options.Heartbeat) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.2));

    /// <summary>Waits until the next heartbeat came through.</summary>
    internal static async Task RenewedAsync(RunningJournal running)
    {
        var before = await EndsAsync(running);
        await Within.Holds(async () => await EndsAsync(running) > before, "a heartbeat that came through");
        Assert.True(running.Lease.Holds);
    }

    [Fact]
    public async Task After_a_suspension_nobody_is_answered_until_the_database_has_confirmed_this_process()
    {
        await using var running = await StartAsync(register: Clock);
        Assert.True(running.Lease.Holds);
        clock.Sleep(TimeSpan.FromSeconds(10));
        Assert.False(running.Lease.Holds);
        Assert.IsType<JournalUnavailableException>(running.Lease.Refusal());
        await Within.Holds(() => running.Lease.Holds, "the lease renewed after the suspension");
    }

    [Fact]
    public void A_lease_is_counted_from_before_its_heartbeat_was_sent()
    {
        var lease = new Lease(Options.Create(new JournalOptions()), new LeaseTime(clock));
        Assert.False(lease.Holds);
        var sent = clock.GetTimestamp();
        clock.Sleep(TimeSpan.FromSeconds(4));
        lease.Renew(sent);
        clock.Sleep(TimeSpan.FromSeconds(5));
        Assert.True(lease.Holds);
        clock.Sleep(TimeSpan.FromSeconds(1.1));
        Assert.False(lease.Holds);
        lease.Renew(clock.GetTimestamp());
        Assert.True(lease.Holds);
        lease.End(fenced: true);
        lease.Renew(clock.GetTimestamp());
        Assert.False(lease.Holds);
        Assert.IsType<JournalFencedException>(lease.Refusal());
    }

    [Fact]
    public async Task A_heartbeat_that_took_as_long_as_a_lease_renews_nothing()
    {
        await using var running = await StartAsync(
            configure: o => (o.Lease, o.Heartbeat) = (TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)),
            register: Clock
        );
        await using (var connection = await running.Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("select 1 from leases for update", connection))
                await hold.ExecuteNonQueryAsync();
            var before = await EndsAsync(running);
            await Within.Holds(
                async () =>
                    await running.CountAsync(
                        "select count(*) from pg_stat_activity where application_name = 'academy-lease' and "
                            + "wait_event_type = 'Lock'"
                    ) == 1,
                "a heartbeat in flight"
            );
            clock.Sleep(TimeSpan.FromSeconds(60));
            await transaction.CommitAsync();
            await Within.Holds(async () => await EndsAsync(running) > before, "the heartbeat's row");
        }
        // The database has just confirmed it; still, from before it was asked, a lease has passed.
        Assert.False(running.Lease.Holds);
        await Within.Holds(() => running.Lease.Holds, "the next heartbeat");
    }

    [Fact]
    public async Task Who_cannot_renew_stops_answering_and_goes_on_when_it_can()
    {
        await using var running = await StartAsync(configure: Brief);
        await using (var connection = await running.Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("lock table leases in access exclusive mode", connection))
                await hold.ExecuteNonQueryAsync();
            await Within.Holds(() => !running.Lease.Holds, "the end of the lease");
            // It is not fenced: what it writes is still its right.
            Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Note("s", 0))).Verdict);
        }
        await Within.Holds(() => running.Lease.Holds, "the lease after the database could be written again");
    }

    [Fact]
    public async Task Who_removes_a_fence_returns_when_its_holder_answers_no_more()
    {
        await using var running = await StartAsync(configure: Brief);
        Assert.True(running.Lease.Holds);
        await running.Fences.RemoveAsync(running.Fence.Own, CancellationToken.None);
        Assert.False(running.Lease.Holds);
        await running.Fence.Lost.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await running.CountAsync("select count(*) from leases"));
        await Within.Holds(() => running.Lease.Refusal() is JournalFencedException, "a clear word to those who ask");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_of_which_only_a_part_ever_comes_does_not_keep_the_next_one_out(bool byStart)
    {
        await using var running = await StartAsync();
        await running.CountAsync(
            "with one as (insert into fences (silo, generation, lane) values ('frozen', 0, 0) returning 1) "
                + "select count(*) from one"
        );
        await using var frozen = new NpgsqlConnection(running.Database.ConnectionString);
        await frozen.OpenAsync();
        await using var batch = await frozen.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select journal_hold_fence('frozen', 0, 0)", frozen))
            await hold.ExecuteNonQueryAsync();

        if (byStart)
            await (
                await StartAsync(running.Database.ConnectionString, o => o.Silo = "frozen")
                    .WaitAsync(TimeSpan.FromSeconds(25))
            ).DisposeAsync();
        else
            await running
                .Fences.RemoveAsync(new Fence("frozen", 0), CancellationToken.None)
                .WaitAsync(TimeSpan.FromSeconds(25));
        Assert.Equal(0, await running.CountAsync("select count(*) from fences where silo = 'frozen'"));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => batch.CommitAsync());
    }

    [Fact]
    public async Task Who_takes_over_from_a_process_that_cannot_be_seen_waits_its_lease_out()
    {
        await using var running = await StartAsync();
        await LeaveLeaseAsync(running, "1.5 s", holder: null);
        var ends = await EndsAsync(running, "other");
        await running.Fences.RemoveAsync(new Fence("other", 0), CancellationToken.None);
        Assert.Equal(1, await running.CountAsync($"select (clock_timestamp() >= '{ends:O}')::int::bigint"));
        Assert.Equal(0, await running.CountAsync("select count(*) from leases where silo = 'other'"));
    }

    [Fact]
    public async Task Who_sees_that_the_holder_is_gone_does_not_wait()
    {
        await using var running = await StartAsync();
        await LeaveLeaseAsync(running, "1 h", await OfKilledProcessAsync());
        await running.Fences.RemoveAsync(new Fence("other", 0), CancellationToken.None).WaitAsync(Within.Limit);
        await LeaveLeaseAsync(running, "1 h", await OfKilledProcessAsync());
        await using var next = await StartAsync(running.Database.ConnectionString, o => o.Silo = "other")
            .WaitAsync(Within.Limit);
        Assert.Equal(1, await running.CountAsync("select count(*) from leases where silo = 'other'"));
    }

    [Fact]
    public async Task Who_dies_while_it_waits_leaves_the_waiting_to_the_next()
    {
        await using var running = await StartAsync();
        await LeaveLeaseAsync(running, "1 h", holder: null);
        using var death = new CancellationTokenSource();
        var removing = running.Fences.RemoveAsync(new Fence("other", 0), death.Token);
        await Within.Holds(
            async () => await running.CountAsync("select count(*) from fences where silo = 'other'") == 0,
            "the fence removed"
        );
        await death.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => removing);
        Assert.Equal(1, await running.CountAsync("select count(*) from leases where silo = 'other'"));
    }

    [Fact]
    public async Task A_process_that_stops_leaves_nothing_to_wait_for()
    {
        var connectionString = await TestPostgres.NewDatabaseAsync();
        ILease lease;
        await using (var running = await StartAsync(connectionString))
        {
            lease = running.Lease;
            Assert.Equal(1, await running.CountAsync("select count(*) from leases"));
        }
        Assert.False(lease.Holds);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var count = database.CreateCommand(
            "select (select count(*) from leases) + (select count(*) from fences)"
        );
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_process_is_gone_when_its_number_is_or_is_another_s_and_elsewhere_nobody_knows()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.False(Holder.IsGone(Holder.Own));
        Assert.True(Holder.IsGone(await OfKilledProcessAsync()));
        var (number, own) = (Environment.ProcessId.ToString(CultureInfo.InvariantCulture), Holder.Own!.Split(' '));
        Assert.True(Holder.IsGone(string.Join(' ', [.. own[..3], number, "1"])));
        Assert.False(Holder.IsGone(string.Join(' ', ["another-machine", .. own[1..3], "999999999", "1"])));
        Assert.False(Holder.IsGone(string.Join(' ', [own[0], "pid:[1]", own[2], "999999999", "1"])));
        Assert.False(Holder.IsGone(null));
        Assert.False(Holder.IsGone("?"));
    }

    [Fact]
    public void The_clock_of_leases_is_the_machine_s_time_since_its_start()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var read = File.ReadAllText("/proc/uptime").Split(' ')[0];
        var sinceStart = TimeSpan.FromSeconds(
            BootTime.Instance.GetTimestamp() / (double)BootTime.Instance.TimestampFrequency
        );
        Assert.InRange(sinceStart.TotalSeconds - double.Parse(read, CultureInfo.InvariantCulture), -1, 30);
    }

    private void Clock(IServiceCollection services) => services.AddSingleton(new LeaseTime(clock));

    private static async Task LeaveLeaseAsync(RunningJournal running, string lasts, string? holder)
    {
        await using var command = running.Database.CreateCommand(
            """
            with fence as (insert into fences (silo, generation, lane) values ('other', 0, 0))
            insert into leases (silo, generation, ends_at, lasts, holder)
            values ('other', 0, clock_timestamp() + $1::interval, $1::interval, $2)
            """
        );
        command.Parameters.AddWithValue(lasts);
        command.Parameters.AddWithValue((object?)holder ?? DBNull.Value);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> OfKilledProcessAsync()
    {
        using var process = Process.Start("sleep", "60");
        var holder = Holder.Of(process.Id);
        Assert.False(Holder.IsGone(holder));
        process.Kill();
        await process.WaitForExitAsync();
        return holder;
    }

    private static async Task<DateTime> EndsAsync(RunningJournal running, string silo = "silo")
    {
        await using var command = running.Database.CreateCommand("select ends_at from leases where silo = $1");
        command.Parameters.AddWithValue(silo);
        return (DateTime)(await command.ExecuteScalarAsync())!;
    }
}
