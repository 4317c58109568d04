using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

public sealed class AppendTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task An_append_is_read_back_as_it_was_written()
    {
        await using var running = await StartAsync();
        var result = await running.Journal.AppendAsync(Note("room:1", 0, "first", "c1"));
        Assert.Equal(new AppendResult(AppendVerdict.Committed, 1, 1), result);

        var loaded = await running.Journal.LoadAsync("room:1", "h", CancellationToken.None);
        Assert.Null(loaded.Snapshot);
        var e = Assert.Single(loaded.Events);
        Assert.Equal(
            ("room:1", 1L, NoteTaken.Type, 1, "tester", At),
            (e.Stream, e.Seq, e.Type, e.Version, e.Actor, e.At)
        );
        Assert.Equal("{\"body\": \"first\"}", System.Text.Encoding.UTF8.GetString(e.Data.Span));
    }

    [Fact]
    public async Task A_thousand_concurrent_appenders_leave_contiguous_streams()
    {
        await using var running = await StartAsync();
        await Task.WhenAll(
                Enumerable
                    .Range(0, 1_000)
                    .Select(writer =>
                        Task.Run(async () =>
                        {
                            for (var seq = 0; seq < 5; seq++)
                            {
                                var result = await running.Journal.AppendAsync(Note($"s:{writer}", seq));
                                Assert.Equal(new(AppendVerdict.Committed, seq + 1, seq + 1), result);
                            }
                        })
                    )
            )
            .WaitAsync(Patience);

        Assert.Equal(5_000, await running.CountAsync("select count(*) from events"));
        Assert.Equal(
            1_000,
            await running.CountAsync(
                "select count(*) from (select stream from events group by stream having min(seq) = 1 and "
                    + "max(seq) = 5 and count(*) = 5) s"
            )
        );
        Assert.Equal(5_000, await running.CountAsync("select notes from note_counts where author = 'tester'"));
    }

    [Fact]
    public async Task Appends_of_one_stream_in_flight_together_commit_in_their_order()
    {
        await using var running = await StartAsync();
        var results = await Task.WhenAll(
                Enumerable.Range(0, 500).Select(seq => running.Journal.AppendAsync(Note("hot", seq, $"{seq}")).AsTask())
            )
            .WaitAsync(Patience);
        Assert.All(results, (result, i) => Assert.Equal(new(AppendVerdict.Committed, i + 1, i + 1), result));
        Assert.Equal(
            500,
            await running.CountAsync("select count(*) from events where data ->> 'body' = (seq - 1)::text")
        );
    }

    [Fact]
    public async Task Another_head_than_expected_is_a_conflict_for_that_append_alone()
    {
        await using var running = await StartAsync();
        await running.Journal.AppendAsync(Note("a", 0));
        var results = await Task.WhenAll(
                running.Journal.AppendAsync(Note("a", 0)).AsTask(),
                running.Journal.AppendAsync(Note("b", 0)).AsTask(),
                running.Journal.AppendAsync(Note("gap", 7)).AsTask(),
                running.Journal.AppendAsync(Note("a", 5)).AsTask(),
                running.Journal.AppendAsync(Note("c", 0)).AsTask()
            )
            .WaitAsync(Patience);
        Assert.Equal(
            [
                AppendVerdict.Conflict,
                AppendVerdict.Committed,
                AppendVerdict.Conflict,
                AppendVerdict.Conflict,
                AppendVerdict.Committed,
            ],
            results.Select(result => result.Verdict)
        );
        Assert.Equal(3, await running.CountAsync("select count(*) from events"));
    }

    [Fact]
    public async Task What_was_queued_behind_a_conflict_conflicts_too_even_if_its_number_fits()
    {
        await using var ours = await StartAsync(configure: o => o.Writers = 1);
        await using var other = await StartAsync(ours.Database.ConnectionString, o => o.Silo = "other");
        await ours.Journal.AppendAsync(Note("s", 0));
        await other.Journal.AppendAsync(Note("s", 1, "foreign"));

        var first = ours.Journal.AppendAsync(Note("s", 1, "decided on a stale head"));
        var second = ours.Journal.AppendAsync(Note("s", 2, "decided on the first"));
        Assert.Equal(AppendVerdict.Conflict, (await first).Verdict);
        Assert.Equal(AppendVerdict.Conflict, (await second).Verdict);
        Assert.Equal(AppendVerdict.Committed, (await ours.Journal.AppendAsync(Note("s", 2, "after a reload"))).Verdict);
    }

    [Fact]
    public async Task A_repeated_command_gets_the_recorded_answer_and_writes_nothing()
    {
        await using var running = await StartAsync();
        await running.Journal.AppendAsync(Note("a", 0, "one", "c1"));
        var again = await running.Journal.AppendAsync(Note("a", 1, "one", "c1"));
        Assert.Equal(AppendVerdict.CommandKnown, again.Verdict);
        Assert.Equal(
            ("c1", "hash-one", 1L, 1L),
            (again.Known!.CommandId, again.Known.RequestHash, again.Known.FirstSeq, again.Known.LastSeq)
        );
        Assert.Equal("{\"ok\": true}", System.Text.Encoding.UTF8.GetString(again.Known.Answer.Span));
        Assert.Equal(1, await running.CountAsync("select count(*) from events"));
        Assert.NotNull(await running.Journal.FindCommandAsync("a", "tester", "c1", CancellationToken.None));
        Assert.Null(await running.Journal.FindCommandAsync("a", "somebody else", "c1", CancellationToken.None));
    }

    [Fact]
    public async Task The_same_command_twice_in_one_batch_counts_once()
    {
        await using var running = await StartAsync();
        var results = await Task.WhenAll(
                running.Journal.AppendAsync(Note("a", 0, "x", "c1")).AsTask(),
                running.Journal.AppendAsync(Note("a", 1, "x", "c1")).AsTask(),
                running.Journal.AppendAsync(Note("a", 0, "x", "c1")).AsTask()
            )
            .WaitAsync(Patience);
        Assert.Equal(
            [AppendVerdict.Committed, AppendVerdict.CommandKnown, AppendVerdict.CommandKnown],
            results.Select(result => result.Verdict)
        );
        Assert.Equal(1, await running.CountAsync("select count(*) from events"));
    }

    [Fact]
    public async Task One_bad_append_of_a_hundred_fails_alone()
    {
        await using var running = await StartAsync(configure: o => o.Writers = 1);
        var bad = new Append
        {
            Stream = "s:50",
            ExpectedSeq = 0,
            Actor = "tester",
            At = At,
            Events = [new(NoteTaken.Type, 1, "{\"no json\""u8.ToArray(), new NoteTaken("x"))],
        };
        var results = await Task.WhenAll(
                Enumerable
                    .Range(0, 100)
                    .Select(async i =>
                    {
                        try
                        {
                            return (
                                await running.Journal.AppendAsync(
                                    i == 50 ? bad : Note($"s:{i}", 0, i == 70 ? "boom" : "fine")
                                )
                            ).Verdict.ToString();
                        }
                        catch (InvalidAppendException)
                        {
                            return "invalid";
                        }
                    })
            )
            .WaitAsync(Patience);
        Assert.Equal([50, 70], results.Index().Where(r => r.Item == "invalid").Select(r => r.Index));
        Assert.Equal(98, results.Count(r => r == nameof(AppendVerdict.Committed)));
        Assert.Equal(98, await running.CountAsync("select count(*) from events"));
        Assert.Equal(98, await running.CountAsync("select count(*) from notes"));
    }
}
