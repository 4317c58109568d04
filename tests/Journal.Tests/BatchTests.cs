using Academy.Journal.Writing;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

/// <summary>What is written together, and what is written again.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task An_append_of_several_events_is_there_as_a_whole_or_not_at_all()
    {
        await using var running = await StartAsync();
        await running.CountAsync(
            """
            with foreign_one as (
                insert into events (stream, seq, type, version, data, actor, at)
            values ('s', 3, 'note.taken', 1, '{"body": "foreign"}', 'x', now())
                returning 1)
            select count(*) from foreign_one
            """
        );
        var results = await Task.WhenAll(
            running.Journal.AppendAsync(Notes("a", "1", "2")).AsTask(),
            running.Journal.AppendAsync(Notes("s", "1", "2", "3")).AsTask(),
            running.Journal.AppendAsync(Notes("b", "1", "2")).AsTask()
        );
        Assert.Equal(
            [AppendVerdict.Committed, AppendVerdict.Conflict, AppendVerdict.Committed],
            results.Select(result => result.Verdict)
        );
        Assert.Equal(1, await running.CountAsync("select count(*) from events where stream = 's'"));

        // Its second event is what cannot be written.
        await Assert.ThrowsAsync<InvalidAppendException>(async () =>
            await running.Journal.AppendAsync(Notes("c", "fine", "boom", "fine"))
        );
        Assert.Equal(0, await running.CountAsync("select count(*) from events where stream = 'c'"));
        Assert.Equal(4, await running.CountAsync("select count(*) from notes"));
    }

    [Fact]
    public async Task A_batch_that_loses_a_deadlock_is_written_again_and_nobody_notices()
    {
        var losing = 0;
        await using var running = await StartAsync(register: services =>
            services.AddSingleton<IJournalDatabase>(provider => new ClashingDatabase(
                ActivatorUtilities.CreateInstance<PostgresDatabase>(provider),
                () => Interlocked.Decrement(ref losing) >= 0
            ))
        );
        Volatile.Write(ref losing, 10);
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i => running.Journal.AppendAsync(Note($"s:{i}", 0, commandId: "c")).AsTask())
        );
        Assert.All(results, result => Assert.Equal(new(AppendVerdict.Committed, 1, 1), result));
        Assert.True(Volatile.Read(ref losing) < 0);
        Assert.Equal(100, await running.CountAsync("select count(*) from events"));
        Assert.Equal(100, await running.CountAsync("select notes from note_counts"));
    }

    [Fact]
    public async Task A_batch_that_always_loses_is_refused_as_unavailable_not_tried_for_ever()
    {
        var losing = false;
        await using var running = await StartAsync(register: services =>
            services.AddSingleton<IJournalDatabase>(provider => new ClashingDatabase(
                ActivatorUtilities.CreateInstance<PostgresDatabase>(provider),
                () => Volatile.Read(ref losing)
            ))
        );
        Volatile.Write(ref losing, true);
        await Assert.ThrowsAsync<JournalUnavailableException>(() =>
            running.Journal.AppendAsync(Note("s", 0)).AsTask().WaitAsync(Within.Limit)
        );
        Volatile.Write(ref losing, false);
        for (var tries = 0; await running.CountAsync("select count(*) from events") == 0; tries++)
        {
            Assert.True(tries < 500, "Not written after the clashes ended.");
            await Record.ExceptionAsync(async () => await running.Journal.AppendAsync(Note("s", 0)));
            await Task.Delay(10);
        }
    }

    private static Append Notes(string stream, params string[] bodies) =>
        new()
        {
            Stream = stream,
            ExpectedSeq = 0,
            Actor = "tester",
            At = At,
            Events = [.. bodies.Select(NoteTaken.Pending)],
        };

    /// <summary>A database that lets others win: as PostgreSQL does, it says so and has written nothing.</summary>
    private sealed class ClashingDatabase(IJournalDatabase database, Func<bool> loses) : IJournalDatabase
    {
        public Reading.IJournalReader Reader => database.Reader;

        public async Task<IWriteConnection> ConnectAsync(
            Fence fence,
            int writer,
            CancellationToken cancellationToken
        ) => new Connection(await database.ConnectAsync(fence, writer, cancellationToken), loses);

        public Task<Leasing.ILeaseConnection> ConnectForLeaseAsync(CancellationToken cancellationToken) =>
            database.ConnectForLeaseAsync(cancellationToken);
    }

    private sealed class Connection(IWriteConnection connection, Func<bool> loses) : IWriteConnection
    {
        public string Epoch => connection.Epoch;

        public bool IsBroken => connection.IsBroken;

        public void Begin() => connection.Begin();

        public void HoldFence() => connection.HoldFence();

        public void RequireHead(string stream, long seq) => connection.RequireHead(stream, seq);

        public void Write(Append append, long firstSeq) => connection.Write(append, firstSeq);

        public void Project(Append append, long firstSeq) => connection.Project(append, firstSeq);

        public Task CommitAsync() =>
            loses()
                ? Task.FromException(
                    new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected)
                )
                : connection.CommitAsync();

        public Task<Dictionary<string, long>> FindHeadsAsync(List<PendingAppend> appends) =>
            connection.FindHeadsAsync(appends);

        public Task<Dictionary<int, RecordedCommand>> FindCommandsAsync(List<PendingAppend> appends) =>
            connection.FindCommandsAsync(appends);

        public Task<HashSet<int>> FindStoredAsync(List<PendingAppend> appends) => connection.FindStoredAsync(appends);

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
