using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

public sealed class ProjectionTests
{
    private const string Tables = """
        select string_agg(line, E'\n' order by line) from (
            select concat_ws('|', 'note', stream, seq, body) as line from notes
            union all select concat_ws('|', 'count', author, notes) from note_counts) lines
        """;

    [Fact]
    public async Task A_read_model_is_written_with_its_event_or_not_at_all()
    {
        await using var running = await StartAsync();
        await running.Journal.AppendAsync(Note("s", 0, "kept"));
        await Assert.ThrowsAsync<InvalidAppendException>(async () =>
            await running.Journal.AppendAsync(Note("s", 1, "boom"))
        );
        Assert.Equal(1, await running.CountAsync("select count(*) from events"));
        Assert.Equal(1, await running.CountAsync("select count(*) from notes where body = 'kept'"));
        Assert.Equal(1, await running.CountAsync("select notes from note_counts"));
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Note("s", 1, "next"))).Verdict);
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused_not_skipped()
    {
        await using var running = await StartAsync();
        var append = new Append
        {
            Stream = "s",
            ExpectedSeq = 0,
            Actor = "t",
            At = At,
            Events = [new(NoteTaken.Type, 1, "{}"u8.ToArray(), "a string")],
        };
        await Assert.ThrowsAsync<InvalidAppendException>(async () => await running.Journal.AppendAsync(append));
    }

    [Fact]
    public async Task Rebuilt_read_models_equal_the_old_ones()
    {
        await using var running = await StartAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 6_000)
                .Select(i =>
                    running.Journal.AppendAsync(Note($"s:{i}", 0, $"body {i}", actor: $"author {i % 7}")).AsTask()
                )
        );
        var before = await TextAsync(running);
        await running.CountAsync(
            "with gone as (delete from notes where seq = 1 returning 1) select count(*) from gone"
        );
        await running.CountAsync(
            "with changed as (update note_counts set notes = 0 returning 1) select count(*) from changed"
        );
        Assert.NotEqual(before, await TextAsync(running));

        var progress = new Steps();
        await running.Rebuild.RunAsync(progress, CancellationToken.None);
        Assert.Equal(before, await TextAsync(running));
        Assert.Equal(6_000, progress.Last!.Events);
        Assert.True(progress.Count > 1);
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Note("after", 0))).Verdict);
    }

    [Fact]
    public async Task Appends_under_way_during_a_rebuild_are_all_in_the_rebuilt_tables()
    {
        await using var running = await StartAsync();
        var load = new Load(running.Journal, writers: 8).Start();
        await load.UntilAsync(500, "before the rebuild");
        await running.Rebuild.RunAsync(null, CancellationToken.None);
        await load.UntilAsync(load.Total + 500, "after the rebuild");
        await load.StopAsync();
        Assert.Equal(load.Total, await running.CountAsync("select count(*) from notes"));
        Assert.Equal(load.Total, await running.CountAsync("select sum(notes) from note_counts"));
    }

    private static async Task<string> TextAsync(RunningJournal running)
    {
        await using var command = running.Database.CreateCommand(Tables);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private sealed class Steps : IProgress<Projections.RebuildProgress>
    {
        public int Count { get; private set; }

        public Projections.RebuildProgress? Last { get; private set; }

        public void Report(Projections.RebuildProgress value) => (Count, Last) = (Count + 1, value);
    }
}
