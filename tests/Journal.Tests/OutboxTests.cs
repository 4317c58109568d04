using System.Collections.Concurrent;
using System.Text;
using Academy.Journal.Outbox;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Academy.Journal.Tests;

public sealed class OutboxTests
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Fact]
    public async Task What_a_commit_left_is_worked_on_at_once_and_then_forgotten()
    {
        var handler = new Recorder();
        await using var running = await StartAsync(handler, o => o.Sweep = Never);
        var id = await LeaveAsync(running, "s", 0, """{"to":"somebody"}""");

        var work = await handler.NextAsync();
        Assert.Equal(
            (id, "test.work", "s", 1L, 1),
            (work.Id, work.Kind, work.SourceStream, work.SourceSeq, work.Attempt)
        );
        Assert.Equal("""{"to": "somebody"}""", Encoding.UTF8.GetString(work.Data.Span));
        await UntilAsync(running, "completed_at is not null and claim is null and data = '{}'");
    }

    [Fact]
    public async Task An_append_that_is_not_committed_leaves_nothing()
    {
        var handler = new Recorder();
        await using var running = await StartAsync(handler);
        await running.Journal.AppendAsync(RunningJournal.Note("s", 0));
        Assert.Equal(
            AppendVerdict.Conflict,
            (await running.Journal.AppendAsync(Leaving("s", 0, Guid.NewGuid()))).Verdict
        );
        var poisoned = Leaving("s", 1, Guid.NewGuid(), note: "boom");
        await Assert.ThrowsAsync<InvalidAppendException>(async () => await running.Journal.AppendAsync(poisoned));
        Assert.Equal(0, await running.CountAsync("select count(*) from outbox"));
    }

    [Fact]
    public async Task Two_workers_share_the_rows_and_each_row_is_done_once()
    {
        const int Rows = 400;
        var handler = new Recorder();
        var database = await Testing.TestPostgres.NewDatabaseAsync();
        await using var one = await StartAsync(handler, database: database, silo: "one");
        await using var two = await StartAsync(handler, database: database, silo: "two");
        await Task.WhenAll(Enumerable.Range(0, Rows).Select(i => LeaveAsync(i % 2 == 0 ? one : two, $"s{i}", 0)));

        var ids = new List<Guid>();
        for (var i = 0; i < Rows; i++)
            ids.Add((await handler.NextAsync()).Id);
        await UntilAsync(one, "completed_at is not null", Rows);
        Assert.Equal(Rows, ids.Distinct().Count());
        Assert.Equal(Rows, await one.CountAsync("select sum(attempts) from outbox"));
        Assert.True(handler.IsEmpty, "Rows were worked on twice.");
    }

    [Fact]
    public async Task A_worker_that_was_suspended_beyond_its_claim_ends_nothing_of_its_successors()
    {
        var (held, go) = (new Recorder(), new TaskCompletionSource());
        held.Do = (_, _) => go.Task; // deaf to its cancellation, as a suspended process is
        var database = await Testing.TestPostgres.NewDatabaseAsync();
        var suspended = await StartAsync(held, BriefClaims, database, "suspended");
        await LeaveAsync(suspended, "s", 0);
        await held.NextAsync();

        var failing = new Recorder { Do = (_, _) => throw new IOException("not now") };
        await using var successor = await StartAsync(
            failing,
            o => (o.FirstRetry, o.LastRetry, o.Sweep) = (Never, Never, TimeSpan.FromMilliseconds(50)),
            database,
            "successor"
        );
        await UntilAsync(successor, "last_error like '%not now%' and claim is null");
        go.TrySetResult();
        await suspended.DisposeAsync(); // waits for its attempt to end
        Assert.Equal(
            1,
            await successor.CountAsync(
                "select count(*) from outbox where completed_at is null and last_error like '%not now%' and "
                    + "data <> '{}'"
            )
        );
    }

    [Fact]
    public async Task A_worker_that_dies_between_effect_and_completion_leaves_the_row_to_the_next_with_the_same_id()
    {
        var database = await Testing.TestPostgres.NewDatabaseAsync();
        var dying = new Recorder { Do = (_, _) => new TaskCompletionSource().Task };
        var first = await StartAsync(dying, BriefClaims, database);
        var id = await LeaveAsync(first, "s", 0);
        Assert.Equal(id, (await dying.NextAsync()).Id); // the effect is had
        await first.AbandonAsync();

        var handler = new Recorder();
        await using var next = await StartAsync(handler, BriefClaims, database);
        var again = await handler.NextAsync();
        Assert.Equal((id, 2), (again.Id, again.Attempt));
        await UntilAsync(next, "completed_at is not null");
    }

    [Fact]
    public async Task A_row_that_always_fails_is_a_dead_letter_after_so_many_attempts_and_holds_up_nobody()
    {
        var handler = new Recorder();
        handler.Do = (work, _) =>
            work.SourceStream == "poisoned"
                ? throw new InvalidOperationException("cannot be done\nat all")
                : Task.CompletedTask;
        await using var running = await StartAsync(handler, o =>
            (o.AttemptsMax, o.FirstRetry, o.LastRetry, o.Sweep) = (
                3,
                TimeSpan.Zero,
                TimeSpan.Zero,
                TimeSpan.FromMilliseconds(20)
            )
        );
        await LeaveAsync(running, "poisoned", 0);
        await LeaveAsync(running, "sound", 0);

        await UntilAsync(running, "source_stream = 'sound' and completed_at is not null");
        await UntilAsync(
            running,
            "dead_at is not null and attempts = 3 and claim is null and last_error = "
                + "'InvalidOperationException: cannot be done at all'"
        );
        Assert.Equal([1, 2, 3], handler.Attempts("poisoned"));
    }

    [Fact]
    public async Task A_row_that_takes_its_process_down_is_a_dead_letter_too()
    {
        var handler = new Recorder();
        await using var running = await StartAsync(handler, o =>
            (o.AttemptsMax, o.Sweep) = (3, TimeSpan.FromMilliseconds(20))
        );
        await running.CountAsync(
            """
            with left_behind as (
                insert into outbox (id, kind, data, source_stream, source_seq, made_at, attempts, claim, claimed_until)
                values (gen_random_uuid(), 'test.work', '{}', 's', 1, now(), 3, gen_random_uuid(), now()) returning 1)
            select count(*) from left_behind
            """
        );
        await UntilAsync(running, "dead_at is not null and last_error like 'No attempt ended%'");
        Assert.True(handler.IsEmpty, "It was tried once more.");
    }

    [Fact]
    public async Task A_kind_that_nothing_handles_is_a_dead_letter_that_says_so()
    {
        await using var running = await StartAsync(new Recorder());
        await running.Journal.AppendAsync(Leaving("s", 0, Guid.NewGuid(), kind: "test.unheard-of"));
        await UntilAsync(
            running,
            "dead_at is not null and last_error like '%handles rows of the kind ''test.unheard-of''%'"
        );
    }

    [Fact]
    public async Task What_can_never_be_done_is_not_tried_again()
    {
        var handler = new Recorder { Result = OutboxResult.Never("There is no such address.") };
        await using var running = await StartAsync(handler);
        await LeaveAsync(running, "s", 0);
        await UntilAsync(running, "dead_at is not null and attempts = 1 and last_error = 'There is no such address.'");
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_called_off_and_tried_again_later()
    {
        var handler = new Recorder { Do = (_, token) => Task.Delay(Timeout.Infinite, token) };
        await using var running = await StartAsync(handler, o =>
            (o.AttemptTimeout, o.FirstRetry, o.LastRetry) = (TimeSpan.FromMilliseconds(50), Never, Never)
        );
        await LeaveAsync(running, "s", 0);
        await UntilAsync(
            running,
            "last_error like 'It took longer than%' and due_at between now() + '47 min' and now() + '73 min'"
        );
    }

    [Fact]
    public async Task A_stop_lets_attempts_end_and_gives_back_what_it_calls_off()
    {
        var (handler, go) = (new Recorder(), new TaskCompletionSource());
        handler.Do = (work, token) => work.SourceStream == "quick" ? go.Task : Task.Delay(Timeout.Infinite, token);
        var database = await Testing.TestPostgres.NewDatabaseAsync();
        var running = await StartAsync(handler, o => o.DrainTime = TimeSpan.FromMilliseconds(300), database);
        await LeaveAsync(running, "quick", 0);
        await LeaveAsync(running, "slow", 0);
        await handler.NextAsync();
        await handler.NextAsync();
        var stopping = running.DisposeAsync();
        go.SetResult();
        await stopping;

        await using var next = await RunningJournal.StartAsync(database);
        Assert.Equal(
            1,
            await next.CountAsync(
                "select count(*) from outbox where source_stream = 'quick' and completed_at is not null"
            )
        );
        Assert.Equal(
            1,
            await next.CountAsync(
                "select count(*) from outbox where source_stream = 'slow' and completed_at is null and attempts "
                    + "= 0 and claim is null"
            )
        );
    }

    [Fact]
    public async Task A_short_outage_between_effect_and_completion_does_not_have_the_work_done_twice()
    {
        var handler = new Recorder();
        var database = await Testing.TestPostgres.NewDatabaseAsync();
        handler.Do = async (_, token) =>
        {
            await using var alone = new NpgsqlConnection(database + ";Pooling=false");
            await alone.OpenAsync(token);
            await using var command = new NpgsqlCommand(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = "
                    + "current_database() and pid <> pg_backend_pid()",
                alone
            );
            await command.ExecuteNonQueryAsync(token);
        };
        await using var running = await StartAsync(handler, database: database);
        await LeaveAsync(running, "s", 0);
        await UntilAsync(running, "completed_at is not null");
        Assert.Equal([1], handler.Attempts("s"));
    }

    [Theory]
    [InlineData(1, 4, 6)]
    [InlineData(2, 8, 12)]
    [InlineData(5, 64, 96)]
    [InlineData(15, 2_880, 4_320)]
    [InlineData(2_000_000_000, 2_880, 4_320)]
    public void Pauses_double_up_to_a_limit_and_scatter(int attempt, double least, double most)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1), new Random(1));
        var pauses = Enumerable.Range(0, 200).Select(_ => backoff.After(attempt).TotalSeconds).ToArray();
        Assert.All(pauses, pause => Assert.InRange(pause, least, most));
        Assert.True(pauses.Distinct().Count() > 150);
    }

    private static void BriefClaims(OutboxOptions options) =>
        (options.AttemptTimeout, options.ClaimFor, options.Sweep) = (
            TimeSpan.FromMilliseconds(200),
            TimeSpan.FromMilliseconds(250),
            TimeSpan.FromMilliseconds(50)
        );

    private static Task<RunningJournal> StartAsync(
        Recorder handler,
        Action<OutboxOptions>? configure = null,
        string? database = null,
        string silo = "silo"
    ) =>
        RunningJournal.StartAsync(
            database,
            o => o.Silo = silo,
            services => services.AddSingleton<IOutboxHandler>(handler).AddOutbox(o => configure?.Invoke(o))
        );

    private static async Task<Guid> LeaveAsync(
        RunningJournal running,
        string stream,
        long expected,
        string data = """{"x":1}"""
    )
    {
        var id = Guid.NewGuid();
        Assert.Equal(
            AppendVerdict.Committed,
            (await running.Journal.AppendAsync(Leaving(stream, expected, id, data))).Verdict
        );
        return id;
    }

    private static Append Leaving(
        string stream,
        long expected,
        Guid id,
        string data = """{"x":1}""",
        string kind = "test.work",
        string note = "hello"
    ) =>
        new()
        {
            Stream = stream,
            ExpectedSeq = expected,
            Events = [NoteTaken.Pending(note)],
            Actor = "tester",
            At = RunningJournal.At,
            Outbox = [new(id, kind, Encoding.UTF8.GetBytes(data))],
        };

    private static async Task UntilAsync(RunningJournal running, string condition, long rows = 1)
    {
        var found = -1L;
        for (var i = 0; i < 400 && found != rows; i++)
        {
            try
            {
                found = await running.CountAsync($"select count(*) from outbox where {condition}");
            }
            catch (NpgsqlException)
            {
                // This connection was cut with the others.
            }
            if (found != rows)
                await Task.Delay(25);
        }
        Assert.True(
            found == rows,
            $"Waited 10 s for {rows} rows with {condition}; found {found} of "
                + $"{await running.CountAsync("select count(*) from outbox")}"
        );
    }

    /// <summary>Keeps what it was given.</summary>
    private sealed class Recorder : IOutboxHandler
    {
        private readonly ConcurrentQueue<OutboxWork> seen = new();
        private readonly ConcurrentQueue<OutboxWork> all = new();
        private readonly SemaphoreSlim arrived = new(0);

        public string Kind => "test.work";

        public Func<OutboxWork, CancellationToken, Task> Do { get; set; } = (_, _) => Task.CompletedTask;

        public OutboxResult Result { get; init; }

        public bool IsEmpty => seen.IsEmpty;

        public IEnumerable<int> Attempts(string stream) =>
            all.Where(work => work.SourceStream == stream).Select(work => work.Attempt);

        public async Task<OutboxWork> NextAsync()
        {
            Assert.True(await arrived.WaitAsync(Within.Limit), $"Waited {Within.Limit} for a row to be worked on.");
            Assert.True(seen.TryDequeue(out var work));
            return work;
        }

        public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
        {
            seen.Enqueue(work);
            all.Enqueue(work);
            arrived.Release();
            await Do(work, cancellationToken);
            return Result;
        }
    }
}
