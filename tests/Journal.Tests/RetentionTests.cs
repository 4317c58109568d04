using Academy.Journal.Retention;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

public sealed class RetentionTests
{
    [Fact]
    public async Task What_is_past_keeping_is_forgotten_and_nothing_else()
    {
        await using var running = await StartAsync();
        await InsertAsync(running, "31 days", 500);
        await InsertAsync(running, "29 days", 500);
        await running.CountAsync(
            """
            with rows as (
                insert into outbox (id, kind, data, source_stream, source_seq, made_at, completed_at, dead_at)
                select gen_random_uuid(), 'k', '{}', 's', 1, now() - interval '1 year', completed, dead
                from (values (now() - interval '8 days', null::timestamptz), (now() - interval '6 days', null),
                             (null, now() - interval '1 year'), (null, null)) v (completed, dead)
                returning 1)
            select count(*) from rows
            """
        );
        var swept = await running.Retention.SweepAsync(TimeSpan.FromMinutes(1), default);
        Assert.Equal(new RetentionSweep(500, 1), swept);
        Assert.Equal(
            500,
            await running.CountAsync("select count(*) from commands where at > now() - interval '30 days'")
        );
        Assert.Equal(3, await running.CountAsync("select count(*) from outbox"));
        Assert.Equal(new RetentionSweep(0, 0), await running.Retention.SweepAsync(TimeSpan.FromMinutes(1), default));
    }

    [Fact]
    public async Task Sweeps_go_on_where_the_last_one_ended_and_come_round_also_through_places_that_were_used_again()
    {
        await using var running = await StartAsync();
        var sweep = new PageSweep(running.Database, "commands", "at < now() - $1");
        Task<long> SweepAsync(double share) =>
            sweep.RunAsync(share, 1, TimeSpan.FromDays(30), () => Task.FromResult(true), default);

        for (var round = 0; round < 3; round++)
        {
            // Old and young lie as they come, and the next round's use the places of what was deleted.
            for (var i = 0; i < 4; i++)
                await InsertAsync(running, i % 2 == 0 ? "31 days" : "1 hour", 2_500);
            var deleted = new List<long>();
            for (var i = 0; i < 4; i++)
                deleted.Add(await SweepAsync(0.25));
            Assert.Equal(5_000, deleted.Sum());
            Assert.True(deleted.Max() < 5_000, "One sweep took it all.");
            await running.CountAsync(
                "with gone as (delete from commands where stream like '%' and random() < 0.5 returning 1) "
                    + "select count(*) from gone"
            );
            await running.Database.CreateCommand("vacuum commands").ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Writers_write_while_it_is_swept()
    {
        await using var running = await StartAsync();
        await InsertAsync(running, "31 days", 20_000);
        var sweeping = running.Retention.SweepAsync(TimeSpan.FromMinutes(1), default);
        for (var i = 0; i < 100; i++)
        {
            var append = new Append
            {
                Stream = $"s{i}",
                ExpectedSeq = 0,
                Actor = "tester",
                At = DateTimeOffset.UtcNow,
                Events = [NoteTaken.Pending("x")],
                Command = new("once", "hash", "{}"u8.ToArray()),
            };
            Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(append)).Verdict);
        }
        Assert.Equal(20_000, (await sweeping).Commands);
        Assert.NotNull(await running.Journal.FindCommandAsync("s0", "tester", "once", default));
    }

    [Fact]
    public async Task Commands_are_kept_for_thirty_days_at_least() =>
        Assert.Contains(
            "Journal__CommandsKept",
            (
                await Assert.ThrowsAnyAsync<Exception>(() =>
                    StartAsync(configure: o => o.CommandsKept = TimeSpan.FromDays(29))
                )
            ).ToString()
        );

    private static Task<long> InsertAsync(RunningJournal running, string age, int rows) =>
        running.CountAsync(
            $$"""
            with rows as (
                insert into commands (stream, actor, command_id, request_hash, first_seq, last_seq, answer, at)
                select 'stream-' || n, 'actor', gen_random_uuid()::text, 'hash', 1, 1, '{"ok": true}',
                now() - interval '{{age}}'
                from generate_series(1, {{rows}}) n returning 1)
            select count(*) from rows
            """
        );
}
