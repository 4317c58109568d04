using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Academy.Journal.Outbox;
using Academy.Journal.Tests.Backup;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

/// <summary>What led to an event stands beside it, and goes on to what the event leads to.</summary>
public sealed partial class CauseTests
{
    private const string TraceText = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static readonly Guid Correlation = Guid.ParseExact(TraceText, "N");

    [Fact]
    public async Task Every_event_of_an_append_has_its_cause_and_one_without_has_none()
    {
        await using var running = await StartAsync();
        await running.Journal.AppendAsync(Caused("s", 0, new(Correlation, "command-1"), count: 3));
        await running.Journal.AppendAsync(Note("s", 3));
        await running.Journal.AppendAsync(Caused("s", 4, new(Correlation, null)));
        await running.Journal.AppendAsync(Caused("s", 5, new(null, Cause.OfEvent("o/user:1", 7))));
        Assert.Equal(
            $"1 {Correlation} command-1, 2 {Correlation} command-1, 3 {Correlation} command-1, 4 - -, 5 "
                + $"{Correlation} -, 6 - o/user:1 7",
            await running.Database.ConnectionString.TextAsync(
                """
                select string_agg(seq || ' ' || coalesce(correlation_id::text, '-') || ' ' || coalesce(causation_id,
                    '-'), ', ' order by seq) from events
                """
            )
        );
    }

    [Fact]
    public void A_trace_id_is_kept_with_the_digits_it_has()
    {
        var trace = ActivityTraceId.CreateFromString(TraceText);
        Assert.Equal(TraceText, Cause.CorrelationOf(trace).ToString("N"));
        Assert.Equal(trace, Cause.TraceOf(Cause.CorrelationOf(trace)));
    }

    [Theory]
    [InlineData("o/user:1 7", "o/user:1", 7)]
    [InlineData("a blank in it 7", "a blank in it", 7)]
    [InlineData("key", null, 0)]
    [InlineData("o/user:1#7", null, 0)]
    [InlineData("o/user:1 x", null, 0)]
    [InlineData(" 7", null, 0)]
    [InlineData("", null, 0)]
    [InlineData(null, null, 0)]
    public void A_causation_names_an_event_or_a_command(string? causation, string? stream, long seq) =>
        Assert.Equal(stream is null ? null : (stream, seq), Cause.EventOf(causation));

    [Fact]
    public async Task A_causation_that_text_cannot_hold_or_that_is_too_long_is_refused_and_the_longest_is_written()
    {
        await using var running = await StartAsync();
        foreach (var causation in (string[])["", "a\0b", "\ud800", new('x', 421)])
            await Assert.ThrowsAsync<InvalidAppendException>(async () =>
                await running.Journal.AppendAsync(Caused("s", 0, new(null, causation)))
            );
        var longest = Cause.OfEvent(new('x', 400), long.MaxValue);
        Assert.Equal(
            AppendVerdict.Committed,
            (await running.Journal.AppendAsync(Caused("s", 0, new(null, longest)))).Verdict
        );
    }

    [Fact]
    public async Task What_folds_rows_up_is_told_the_trace_of_the_first_of_them()
    {
        await using var running = await StartAsync();
        await running.Journal.AppendAsync(Caused("first", 0, new(Correlation, null), feeds: "course:1"));
        await running.Journal.AppendAsync(Caused("second", 0, new(Guid.NewGuid(), null), feeds: "course:1"));
        IReadOnlyList<FeedRow> rows = [];
        for (var i = 0; rows.Count < 2 && i < 500; i++, await Task.Delay(10))
            rows = await running.Journal.ReadFeedAsync("course:1", 10, CancellationToken.None);
        Assert.Equal(
            [("first", Correlation), ("second", (Guid?)null)],
            rows.Select(row => (row.SourceStream, row.Correlation))
        );
    }

    [Fact]
    public async Task An_attempt_at_a_row_is_part_of_the_trace_of_the_event_that_left_it()
    {
        var handler = new Watching();
        await using var running = await StartAsync(register: services =>
            services.AddSingleton<IOutboxHandler>(handler).AddOutbox(_ => { })
        );
        await running.Journal.AppendAsync(Caused("s", 0, new(Correlation, "command-1"), count: 2, outbox: true));
        await running.Journal.AppendAsync(Caused("of an earlier release", 0, default, outbox: true));

        var seen = new Dictionary<string, (Guid? Correlation, string Trace, string? Cause)>();
        for (var i = 0; i < 2; i++)
        {
            var (work, trace, cause) = await handler.NextAsync();
            seen.Add(work.SourceStream, (work.Correlation, trace, cause));
        }
        Assert.Equal((Correlation, TraceText, "s 2"), seen["s"]);
        var (none, own, first) = seen["of an earlier release"];
        Assert.Equal((null, "of an earlier release 1"), (none, first));
        Assert.NotEqual(default, ActivityTraceId.CreateFromString(own));
    }

    [Fact]
    public async Task A_trace_is_looked_up_without_reading_the_journal()
    {
        await using var running = await StartAsync();
        await running.CountAsync(
            """
            with made as (
                insert into events (stream, seq, type, version, data, actor, at, correlation_id)
                select 's:' || n % 100, n / 100 + 1, 't', 1, jsonb_build_object('text', repeat('x', 200)), 'a', now(),
                    gen_random_uuid()
                from generate_series(1, 30000) n returning 1)
            select count(*) from made
            """
        );
        await running.Journal.AppendAsync(Caused("s", 0, new(Correlation, null)));
        await running.CountAsync("select brin_summarize_new_values('events_correlation')");
        var plan = await running.Database.ConnectionString.TextAsync(
            $"""
            set enable_seqscan = off;
            explain (analyze, costs off, timing off, summary off, format json)
            select stream from events where correlation_id = '{Correlation}' and position + 0 > 0 order by position
                limit 51
            """
        );
        Assert.True(plan.Contains("\"Index Name\": \"events_correlation\"", StringComparison.Ordinal), plan);
        var pages = int.Parse(LossyPages().Match(plan).Groups[1].Value);
        Assert.True(pages < 100, $"{pages} pages of more than 1,000 were read:\n{plan}");
    }

    [GeneratedRegex(@"""Lossy Heap Blocks"": (\d+)")]
    private static partial Regex LossyPages();

    private static Append Caused(
        string stream,
        long expected,
        Cause cause,
        int count = 1,
        string? feeds = null,
        bool outbox = false
    ) =>
        new()
        {
            Stream = stream,
            ExpectedSeq = expected,
            Events = [.. Enumerable.Range(0, count).Select(_ => NoteTaken.Pending("hello"))],
            Actor = "tester",
            At = At,
            Cause = cause,
            Feed = feeds is null ? [] : [new(feeds, "{}"u8.ToArray())],
            Outbox = outbox ? [new(Guid.NewGuid(), "test.work", "{}"u8.ToArray())] : [],
        };

    private sealed class Watching : IOutboxHandler
    {
        private readonly Channel<(OutboxWork, string, string?)> seen = Channel.CreateUnbounded<(
            OutboxWork,
            string,
            string?
        )>();

        public string Kind => "test.work";

        public Task<(OutboxWork Work, string Trace, string? Cause)> NextAsync() =>
            seen.Reader.ReadAsync().AsTask().WaitAsync(Within.Limit);

        public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
        {
            // Within another activity, as a call that is traced would be.
            using var within = new Activity("call").Start();
            await seen.Writer.WriteAsync(
                (work, Activity.Current!.TraceId.ToHexString(), OutboxActivity.CauseOf(Activity.Current)),
                cancellationToken
            );
            return OutboxResult.Done;
        }
    }
}
