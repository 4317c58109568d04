using Academy.Journal;
using Academy.Journal.Writing;
using Npgsql;

namespace Academy.Simulation.Tests.Database;

/// <summary>
/// Two transactions at once, on a real PostgreSQL and on the model: the second waits for a key that the first has in
/// hand, who removes a fence waits for who holds it, and the feed stops at the oldest transaction in flight.
/// </summary>
public sealed class WaitingTests
{
    private const string Stream = "o/user:1";
    private const string Feed = "o/course:1";
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task PostgreSQL_waits()
    {
        await using var database = await RealDatabase.StartAsync();
        var (own, other) = (await database.RegisterFenceAsync("own"), await database.RegisterFenceAsync("other"));
        await using var second = await database.Journal.ConnectAsync(own, 0, default);
        await using var third = await database.Journal.ConnectAsync(other, 0, default);

        await using var first = await database.Connections.OpenConnectionAsync();
        await using var transaction = await first.BeginTransactionAsync();
        await using (
            var command = new NpgsqlCommand(
                $"""
                select journal_hold_fence('own', 1, 0);
                insert into events (stream, seq, type, version, data, actor, at) values ('{Stream}', 1, 'first', 1,
                    '1', 'a', now());
                insert into feed (owner, source_stream, source_seq, data) values ('{Feed}', '{Stream}', 1, '1');
                """,
                first
            )
        )
            await command.ExecuteNonQueryAsync();

        var same = DifferentialTests.ResultOf(() => CommitAsync(second, Note(Stream, "same")));
        await UntilWaitingAsync(database, 1);
        var removal = database.Fences.RemoveAsync(own, default);
        await UntilWaitingAsync(database, 2);
        await CommitAsync(third, Note("o/user:2", "later"));
        Assert.Empty(await database.Journal.Reader.ReadFeedAsync(Feed, 10, default));
        Assert.False(same.IsCompleted || removal.IsCompleted);

        await transaction.CommitAsync();
        Assert.Equal("23505 events_key", await same);
        await removal;
        // The other tests' transactions on this server count as well.
        for (var i = 0; i < 500 && (await database.Journal.Reader.ReadFeedAsync(Feed, 10, default)).Count < 2; i++)
            await Task.Delay(10);
        Assert.Equal(2, (await database.Journal.Reader.ReadFeedAsync(Feed, 10, default)).Count);
        Assert.Equal("AJ001", await DifferentialTests.ResultOf(() => CommitAsync(second, Note("o/user:3", "fenced"))));
    }

    [Fact]
    public void The_model_waits()
    {
        var model = new QuietModel(1);
        var database = model.Database;
        model.Run(async () =>
        {
            var (own, other) = (await database.RegisterFenceAsync("own"), await database.RegisterFenceAsync("other"));
            database.Faults.Slow = 1;
            var first = database.ExecuteAsync(Batch(own, Note(Stream, "first")));
            database.Faults.Slow = 0;
            var same = DifferentialTests.ResultOf(() => database.ExecuteAsync(Batch(own, Note(Stream, "same"))));
            var removal = database.RemoveFenceAsync(own);
            await database.ExecuteAsync(Batch(other, Note("o/user:2", "later")));
            Assert.Empty(database.Feed(Feed, 10));
            Assert.False(first.IsCompleted || same.IsCompleted || removal.IsCompleted);

            await first;
            Assert.Equal("23505 events_key", await same);
            await removal;
            Assert.Equal(2, database.Feed(Feed, 10).Count);
            Assert.Equal(
                "AJ001",
                await DifferentialTests.ResultOf(() => database.ExecuteAsync(Batch(own, Note("o/user:3", "fenced"))))
            );
        });
    }

    private static ModelBatch Batch(Fence fence, Append append) =>
        new() { Fence = fence, Written = { (append, append.ExpectedSeq + 1) } };

    private static Task CommitAsync(IWriteConnection connection, Append append)
    {
        connection.Begin();
        connection.HoldFence();
        connection.Write(append, append.ExpectedSeq + 1);
        return connection.CommitAsync();
    }

    private static Append Note(string stream, string type) =>
        new()
        {
            Stream = stream,
            ExpectedSeq = 0,
            Events = [new(type, 1, "{}"u8.ToArray(), type)],
            Actor = "a",
            At = At,
            Feed = [new(Feed, "{}"u8.ToArray())],
        };

    private static async Task UntilWaitingAsync(RealDatabase database, int sessions)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var waiting = await database.LinesAsync(
                "select pid::text from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            );
            if (waiting.Count >= sessions)
                return;
            Assert.False(
                patience.IsCancellationRequested,
                $"{waiting.Count} sessions wait for a lock; {sessions} were to."
            );
            await Task.Delay(20);
        }
    }
}
