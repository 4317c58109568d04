using System.Text;
using Npgsql;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

public sealed class ReadTests
{
    [Fact]
    public async Task A_stream_loads_from_its_snapshot_and_the_events_after_it()
    {
        await using var running = await StartAsync();
        for (var seq = 0; seq < 5; seq++)
            await running.Journal.AppendAsync(Note("s", seq, $"{seq}"));
        await running.Journal.SaveSnapshotAsync(
            "s",
            new(3, "shape-1", "{\"n\":3}"u8.ToArray()),
            CancellationToken.None
        );

        var loaded = await running.Journal.LoadAsync("s", "shape-1", CancellationToken.None);
        Assert.Equal(3, loaded.Snapshot!.Seq);
        Assert.Equal("{\"n\": 3}", Encoding.UTF8.GetString(loaded.Snapshot.State.Span));
        Assert.Equal([4L, 5L], loaded.Events.Select(e => e.Seq));
        var other = await running.Journal.LoadAsync("s", "shape-2", CancellationToken.None);
        Assert.Null(other.Snapshot);
        Assert.Equal(5, other.Events.Count);
    }

    [Fact]
    public async Task An_older_snapshot_never_replaces_a_newer_one()
    {
        await using var running = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 9).Select(seq => running.Journal.AppendAsync(Note("s", seq)).AsTask()));
        await running.Journal.SaveSnapshotAsync("s", new(9, "h", "9"u8.ToArray()), CancellationToken.None);
        await running.Journal.SaveSnapshotAsync("s", new(4, "h", "4"u8.ToArray()), CancellationToken.None);
        Assert.Equal(9, (await running.Journal.LoadAsync("s", "h", CancellationToken.None)).Snapshot!.Seq);
    }

    /// <summary>
    /// One of another history (copied by hand, a wrong restore): it must neither be loaded nor stand in the way.
    /// </summary>
    [Fact]
    public async Task A_snapshot_ahead_of_its_stream_is_not_believed_and_makes_room_for_a_true_one()
    {
        await using var running = await StartAsync();
        for (var seq = 0; seq < 3; seq++)
            await running.Journal.AppendAsync(Note("s", seq));
        await running.Journal.SaveSnapshotAsync("s", new(9, "h", "9"u8.ToArray()), CancellationToken.None);
        var loaded = await running.Journal.LoadAsync("s", "h", CancellationToken.None);
        Assert.Null(loaded.Snapshot);
        Assert.Equal([1L, 2L, 3L], loaded.Events.Select(e => e.Seq));

        await running.Journal.SaveSnapshotAsync("s", new(2, "h", "2"u8.ToArray()), CancellationToken.None);
        loaded = await running.Journal.LoadAsync("s", "h", CancellationToken.None);
        Assert.Equal(2, loaded.Snapshot!.Seq);
        Assert.Equal([3L], loaded.Events.Select(e => e.Seq));
    }

    [Fact]
    public async Task A_page_ends_at_the_number_of_events_or_of_bytes()
    {
        await using var running = await StartAsync();
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(seq => running.Journal.AppendAsync(Note("s", seq, new string('x', 100))).AsTask())
        );
        var byCount = await running.Journal.ReadAsync("s", 5, 4, 1_000_000, CancellationToken.None);
        Assert.Equal([6L, 7L, 8L, 9L], byCount.Select(e => e.Seq));
        var byBytes = await running.Journal.ReadAsync("s", 0, 100, 350, CancellationToken.None);
        Assert.Equal([1L, 2L, 3L, 4L], byBytes.Select(e => e.Seq));
        Assert.Empty(await running.Journal.ReadAsync("s", 20, 100, 1_000, CancellationToken.None));
    }

    [Fact]
    public async Task A_hole_in_a_stream_is_reported_not_read_over()
    {
        await using var running = await StartAsync();
        for (var seq = 0; seq < 3; seq++)
            await running.Journal.AppendAsync(Note("s", seq));
        await running.CountAsync(
            "with gone as (delete from events where seq = 2 returning 1) select count(*) from gone"
        );
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            running.Journal.LoadAsync("s", "h", CancellationToken.None)
        );
    }

    [Fact]
    public async Task The_feed_never_passes_a_transaction_in_flight_and_forgets_what_was_taken()
    {
        await using var running = await StartAsync();
        await using var connection = await running.Database.OpenConnectionAsync();
        await using var slow = await connection.BeginTransactionAsync();
        await using var leave = new NpgsqlCommand(
            "insert into feed (owner, source_stream, source_seq, data) values ('course:1', 'slow', 1, '{}')",
            connection
        );
        await leave.ExecuteNonQueryAsync();
        var quick = new Append
        {
            Stream = "quick",
            ExpectedSeq = 0,
            Actor = "t",
            At = At,
            Events = [NoteTaken.Pending("x")],
            Feed = [new("course:1", "{\"n\":1}"u8.ToArray()), new("course:2", "{}"u8.ToArray())],
        };
        await running.Journal.AppendAsync(quick);
        Assert.Empty(await running.Journal.ReadFeedAsync("course:1", 10, CancellationToken.None));

        await slow.CommitAsync();
        // The other tests' transactions on this server count as well.
        var rows = await running.Journal.ReadFeedAsync("course:1", 10, CancellationToken.None);
        for (
            var i = 0;
            rows.Count < 2 && i < 500;
            i++, rows = await running.Journal.ReadFeedAsync("course:1", 10, CancellationToken.None)
        )
            await Task.Delay(10);
        Assert.Equal([("slow", 1L), ("quick", 1L)], rows.Select(row => (row.SourceStream, row.SourceSeq)));

        var fold = new Append
        {
            Stream = "course:1",
            ExpectedSeq = 0,
            Actor = "t",
            At = At,
            Events = [NoteTaken.Pending("folded")],
            Taken = new("course:1", [.. rows.Select(row => row.Position)]),
        };
        await running.Journal.AppendAsync(fold);
        Assert.Empty(await running.Journal.ReadFeedAsync("course:1", 10, CancellationToken.None));
        Assert.Equal(1, await running.CountAsync("select count(*) from feed where owner = 'course:2'"));
    }

    [Fact]
    public async Task Feed_rows_that_came_with_a_dump_of_another_cluster_are_taken_up()
    {
        await using var before = await StartAsync();
        await before.CountAsync(
            """
            with dumped as (
                insert into feed (owner, tx, source_stream, source_seq, data) values ('course:1', '999999999', 's', 1,
                    '{}') returning 1)
            select count(*) from dumped
            """
        );
        Assert.Empty(await before.Journal.ReadFeedAsync("course:1", 10, CancellationToken.None));
        await using var after = await StartAsync(before.Database.ConnectionString);
        Assert.Single(await after.Journal.ReadFeedAsync("course:1", 10, CancellationToken.None));
    }

    [Fact]
    public async Task Outbox_rows_are_written_with_their_events_and_once_per_id()
    {
        await using var running = await StartAsync();
        var id = Guid.NewGuid();
        for (var seq = 0; seq < 2; seq++)
        {
            await running.Journal.AppendAsync(
                new()
                {
                    Stream = "s",
                    ExpectedSeq = seq,
                    Actor = "t",
                    At = At,
                    Events = [NoteTaken.Pending("x")],
                    Outbox = [new(id, "mail.welcome", "{}"u8.ToArray())],
                }
            );
        }
        Assert.Equal(
            1,
            await running.CountAsync("select count(*) from outbox where source_stream = 's' and source_seq = 1")
        );
    }

    [Fact]
    public async Task The_epoch_is_stable_and_changes_with_a_counted_restore()
    {
        await using var first = await StartAsync();
        await using (var second = await StartAsync(first.Database.ConnectionString, o => o.Silo = "second"))
            Assert.Equal(first.Journal.Epoch, second.Journal.Epoch);
        await first.CountAsync(
            "with restored as (update epoch set restores = restores + 1 returning 1) select count(*) from restored"
        );
        await using var third = await StartAsync(first.Database.ConnectionString, o => o.Silo = "third");
        Assert.NotEqual(first.Journal.Epoch, third.Journal.Epoch);
    }
}
