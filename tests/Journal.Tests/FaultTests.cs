using System.Net.Sockets;
using Academy.Testing;
using Npgsql;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

/// <summary>What the journal promises while its database, its connections or its right to write go away.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Connections_cut_at_any_byte_leave_each_append_in_exactly_once()
    {
        var database = new NpgsqlConnectionStringBuilder(await TestPostgres.NewDatabaseAsync());
        await using var proxy = new CuttingProxy(
            new UnixDomainSocketEndPoint($"{database.Host}/.s.PGSQL.{database.Port}"),
            seed: 4711
        );
        var cut = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = proxy.Port,
            SslMode = SslMode.Disable,
            Pooling = false,
        };
        await using var running = await StartAsync(cut.ConnectionString, o => o.Writers = 2);
        await using var straight = NpgsqlDataSource.Create(database);

        proxy.CutWithin = 20_000;
        await KillWritersAsync(straight);
        var load = new Load(running.Journal, writers: 16).Start();
        await load.UntilAsync(2_000, "through cut connections");
        proxy.CutWithin = 0;
        await load.StopAsync();

        Assert.True(proxy.Cuts > 20, $"Only {proxy.Cuts} cuts: the test has tested little.");
        await ExactlyOnceAsync(straight, load);
    }

    [Fact]
    public async Task A_crash_of_the_database_under_load_loses_nothing_acknowledged_and_needs_no_restart()
    {
        await using var server = await TestPostgres.StartOwnAsync(TestPostgres.NewDirectory());
        await using var running = await StartAsync(server.ConnectionString);
        var load = new Load(running.Journal, writers: 16).Start();
        for (var crash = 1; crash <= 2; crash++)
        {
            await load.UntilAsync(load.Total + 500, $"before crash {crash}");
            await server.CrashAsync("immediate", CancellationToken.None);
            await Assert.ThrowsAsync<JournalUnavailableException>(() => UntilRefusedAsync(running.Journal));
            await server.StartAgainAsync(CancellationToken.None);
            await load.UntilAsync(load.Total + 500, $"after crash {crash}");
        }
        await load.StopAsync();
        await using var fresh = NpgsqlDataSource.Create(server.ConnectionString);
        await ExactlyOnceAsync(fresh, load);
    }

    [Fact]
    public async Task A_backend_that_is_terminated_is_replaced_unseen()
    {
        await using var running = await StartAsync();
        var load = new Load(running.Journal, writers: 8).Start();
        for (var kill = 1; kill <= 5; kill++)
        {
            await load.UntilAsync(load.Total + 200, $"before termination {kill}");
            await KillWritersAsync(running.Database);
        }
        await load.UntilAsync(load.Total + 200, "after the terminations");
        await load.StopAsync();
        await ExactlyOnceAsync(running.Database, load);
    }

    [Fact]
    public async Task After_the_fence_is_removed_nothing_is_acknowledged_and_nothing_written()
    {
        await using var running = await StartAsync(configure: o =>
        {
            o.Writers = 2;
            // So rare that a batch finds out, not a heartbeat.
            (o.Lease, o.Heartbeat) = (TimeSpan.FromHours(2), TimeSpan.FromHours(1));
        });
        var load = new Load(running.Journal, writers: 32).Start();
        await load.UntilAsync(1_000, "before the take-over");

        await ExecuteAsync(running.Database, "delete from fences");
        var stored = await running.CountAsync("select count(*) from events");
        await load.EndedAsync();

        Assert.Equal(32, load.Fenced);
        Assert.Equal(stored, await running.CountAsync("select count(*) from events"));
        Assert.Equal(stored, load.Total);
        await running.Fence.Lost.WaitAsync(TimeSpan.FromSeconds(120));
        await Assert.ThrowsAsync<JournalFencedException>(async () =>
            await running.Journal.AppendAsync(Note("later", 0))
        );
    }

    [Fact]
    public async Task A_process_of_the_same_name_takes_over()
    {
        await using var old = await StartAsync(configure: LeaseTests.Brief);
        await old.Journal.AppendAsync(Note("s", 0));
        await using var next = await StartAsync(old.Database.ConnectionString);
        Assert.True(next.Fence.Own.Generation > old.Fence.Own.Generation);
        await Assert.ThrowsAsync<JournalFencedException>(async () => await old.Journal.AppendAsync(Note("s", 1)));
        Assert.Equal(AppendVerdict.Committed, (await next.Journal.AppendAsync(Note("s", 1))).Verdict);
    }

    [Fact]
    public async Task A_database_that_turns_read_only_is_unavailable_until_it_writes_again()
    {
        await using var running = await StartAsync();
        await running.Journal.AppendAsync(Note("s", 0));
        var name = new NpgsqlConnectionStringBuilder(running.Database.ConnectionString).Database;
        await ExecuteAsync(running.Database, $"alter database {name} set default_transaction_read_only = on");
        await KillWritersAsync(running.Database);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => UntilRefusedAsync(running.Journal));

        await ExecuteAsync(
            running.Database,
            $"set default_transaction_read_only = off; alter database {name} set default_transaction_read_only = off"
        );
        Assert.Equal(AppendVerdict.Committed, (await UntilTakenAsync(running.Journal, Note("s", 1))).Verdict);
    }

    [SmallDisk.Fact]
    public async Task A_full_disk_refuses_appends_until_there_is_room_and_loses_nothing_acknowledged()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 250);
        await using var server = await TestPostgres.StartOwnAsync(Path.Combine(disk.Directory, "cluster"));
        // A full log directory stops PostgreSQL itself; the promise is about the data.
        await server.CrashAsync("fast", CancellationToken.None);
        await disk.MoveAwayAsync("cluster/data/pg_wal");
        await server.StartAgainAsync(CancellationToken.None);
        await using var running = await StartAsync(server.ConnectionString);
        disk.FillUntilLeft(megabytes: 40);
        var load = new Load(running.Journal, writers: 8, bodySize: 60_000).Start();
        await load.UntilAsync(() => load.Unavailable > 20, "appends refused by a full disk");
        Assert.NotEmpty(await running.Journal.ReadAsync("load:0", 0, 1, 1, CancellationToken.None));
        await LeaseTests.RenewedAsync(running);

        disk.MakeRoom();
        await load.UntilAsync(load.Total + 50, "after there was room again");
        await load.StopAsync();
        await ExactlyOnceAsync(running.Database, load);
    }

    [Fact]
    public async Task While_the_journal_is_locked_appends_are_refused_not_queued_for_ever()
    {
        await using var running = await StartAsync();
        await using (var connection = await running.Database.OpenConnectionAsync())
        await using (await connection.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("lock table events in exclusive mode", connection);
            await hold.ExecuteNonQueryAsync();
            await Assert.ThrowsAsync<JournalUnavailableException>(() =>
                running.Journal.AppendAsync(Note("s", 0)).AsTask().WaitAsync(TimeSpan.FromSeconds(10))
            );
        }
        Assert.Equal(AppendVerdict.Committed, (await UntilTakenAsync(running.Journal, Note("s", 0))).Verdict);
    }

    [Fact]
    public async Task More_appends_than_the_queue_holds_are_refused()
    {
        await using var running = await StartAsync(configure: o => (o.QueueMax, o.Writers) = (10, 1));
        var outcomes = await Task.WhenAll(
                Enumerable
                    .Range(0, 2_000)
                    .Select(async i =>
                    {
                        try
                        {
                            return (await running.Journal.AppendAsync(Note($"s:{i}", 0))).Verdict.ToString();
                        }
                        catch (JournalOverloadedException)
                        {
                            return "overloaded";
                        }
                    })
            )
            .WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Contains("overloaded", outcomes);
        Assert.Equal(
            outcomes.Count(o => o == nameof(AppendVerdict.Committed)),
            await running.CountAsync("select count(*) from events")
        );
    }

    [Fact]
    public async Task More_bytes_than_the_queue_holds_are_refused()
    {
        await using var running = await StartAsync(configure: o => (o.QueueBytesMax, o.Writers) = (100_000, 1));
        var appends = Enumerable
            .Range(0, 50)
            .Select(i => running.Journal.AppendAsync(Note($"s:{i}", 0, new string('x', 10_000))).AsTask())
            .ToArray();
        await Task.WhenAll(appends.Select(append => append.ContinueWith(_ => { }, TaskScheduler.Default)))
            .WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Contains(appends, append => append.Exception?.InnerException is JournalOverloadedException);
        Assert.Equal(
            AppendVerdict.Committed,
            (await running.Journal.AppendAsync(Note("later", 0, new string('x', 10_000)))).Verdict
        );
    }

    [Fact]
    public async Task A_journal_whose_database_is_away_still_stops_and_acknowledges_nothing()
    {
        await using var server = await TestPostgres.StartOwnAsync(TestPostgres.NewDirectory());
        var running = await StartAsync(server.ConnectionString);
        running.Patience = TimeSpan.FromSeconds(1);
        await running.Journal.AppendAsync(Note("s", 0));
        await server.CrashAsync("fast", CancellationToken.None);
        var inFlight = running.Journal.AppendAsync(Note("s", 1)).AsTask();
        await running.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => inFlight);
    }

    [Fact]
    public async Task What_is_queued_when_the_journal_stops_is_still_written()
    {
        var connectionString = await TestPostgres.NewDatabaseAsync();
        Task<AppendResult>[] appends;
        await using (var running = await StartAsync(connectionString))
            appends =
            [
                .. Enumerable.Range(0, 200).Select(i => running.Journal.AppendAsync(Note($"s:{i}", 0)).AsTask()),
            ];
        Assert.All(await Task.WhenAll(appends), result => Assert.Equal(AppendVerdict.Committed, result.Verdict));
    }

    /// <summary>Every acknowledged event is stored, every stored one was acknowledged, in order and once.</summary>
    private static async Task ExactlyOnceAsync(NpgsqlDataSource database, Load load)
    {
        var stored = new Dictionary<string, long>();
        await using var command = database.CreateCommand(
            "select stream, seq, data ->> 'body' from events where stream like 'load:%' order by stream, seq"
        );
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (stream, seq) = (reader.GetString(0), reader.GetInt64(1));
            Assert.Equal(stored.GetValueOrDefault(stream) + 1, seq);
            Assert.Equal($"{stream}#{seq - 1}", reader.GetString(2).Split(' ')[0]);
            stored[stream] = seq;
        }
        Assert.Equal(load.Acknowledged.OrderBy(pair => pair.Key), stored.OrderBy(pair => pair.Key));
    }

    private static Task KillWritersAsync(NpgsqlDataSource database) =>
        ExecuteAsync(
            database,
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = "
                + "'academy-writer' and datname = current_database()"
        );

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task UntilRefusedAsync(IJournal journal)
    {
        for (var i = 0; i < 1_000; i++)
        {
            // Some are caught in flight, and wait for the database with their outcome unknown.
            var append = journal.AppendAsync(Note($"probe:{Guid.NewGuid()}", 0)).AsTask();
            if (append == await Task.WhenAny(append, Task.Delay(10)))
                await append;
        }
    }

    private static async Task<AppendResult> UntilTakenAsync(IJournal journal, Append append)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await journal.AppendAsync(append);
            }
            catch (JournalUnavailableException) when (i < 500)
            {
                await Task.Delay(10);
            }
        }
    }
}
