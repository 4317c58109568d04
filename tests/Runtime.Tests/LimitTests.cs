using System.Diagnostics.Metrics;
using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Academy.Runtime.Tests;

/// <summary>Mailboxes are bounded, calls end in time.</summary>
public sealed class LimitTests
{
    private readonly Gate _begun = new();
    private readonly Gate _gate = new();

    [Fact]
    public async Task A_call_to_a_full_mailbox_fails_at_once_and_the_others_are_served()
    {
        await using var runtime = new TestRuntime(static it => it.MailboxLimit = 5);
        var running = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        var waiting = Enumerable.Range(0, 5).Select(_ => runtime.Plain().Run(Scripts.Nothing)).ToArray();
        var refused = runtime.Plain().Run(Scripts.Nothing);
        Assert.True(refused.IsFaulted);
        var failure = await refused.Throws<LimitExceededException>();
        Assert.Contains("plain/a", failure.Message, StringComparison.Ordinal);
        _gate.Open();
        await Task.WhenAll([running, .. waiting]).Within();
        await runtime.Plain().Run(Scripts.Nothing).Within();
    }

    [Fact]
    public async Task A_hundred_thousand_calls_of_one_grain_are_taken_up_to_the_bound_or_refused_at_once()
    {
        await using var runtime = new TestRuntime();
        const int Calls = 100_000;
        var running = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        var served = 0;
        var calls = new Task[Calls];
        for (var number = 0; number < Calls; number++)
        {
            calls[number] = runtime.Plain().Run(_ =>
            {
                served++;
                return Task.CompletedTask;
            });
        }

        // Who is refused knows it before the call returns; nobody else's grain notices anything. While the worker sorts what
        // has come, more may slip in, at worst as many again.
        var (taken, refused) = (calls.Where(static it => !it.IsCompleted).ToArray(), calls.Where(static it => it.IsCompleted));
        Assert.InRange(taken.Length, 1_000, 2_000);
        Assert.All(refused, static it => Assert.IsType<LimitExceededException>(it.Exception!.InnerException));
        await runtime.Plain("b").Run(Scripts.Nothing).Within();
        _gate.Open();
        await Task.WhenAll([running, .. taken]).Within();
        Assert.Equal(taken.Length, served);
        await runtime.Plain().Run(Scripts.Nothing).Within();
    }

    [Fact]
    public async Task Requests_that_the_grain_has_taken_from_its_inbox_still_count()
    {
        await using var runtime = new TestRuntime(static it => it.MailboxLimit = 5);
        var running = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        var waiting = Enumerable.Range(0, 4).Select(_ => runtime.Plain().Run(Scripts.Nothing)).ToArray();
        await runtime.Plain().Interleave(Scripts.Nothing).Within();
        // Its place is free a moment after its answer.
        var last = runtime.Plain().Run(Scripts.Nothing);
        while (await Task.WhenAny(last, Task.Delay(100)) == last && last.IsFaulted)
            last = runtime.Plain().Run(Scripts.Nothing);
        await runtime.Plain().Run(Scripts.Nothing).Throws<LimitExceededException>();
        _gate.Open();
        await Task.WhenAll([running, last, .. waiting]).Within();
    }

    [Fact]
    public async Task Requests_that_await_inside_a_reentrant_grain_count_as_waiting()
    {
        await using var runtime = new TestRuntime(static it => it.MailboxLimit = 5);
        var inside = new List<Task>();
        for (var number = 0; number < 6; number++)
        {
            var begun = new Gate();
            inside.Add(runtime.Reentrant().Run(async _ =>
            {
                await Task.Yield();
                begun.Open();
                await _gate.Opened;
            }));
            await begun.Opened.Within();
        }

        await runtime.Reentrant().Run(Scripts.Nothing).Throws<LimitExceededException>();
        _gate.Open();
        await Task.WhenAll(inside).Within();
        await runtime.Reentrant().Run(Scripts.Nothing).Within();
    }

    [Fact]
    public async Task A_call_without_an_answer_fails_when_the_call_time_out_is_over_and_not_before()
    {
        await using var runtime = new TestRuntime();
        var call = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        runtime.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(call.IsCompleted);
        runtime.Time.Advance(TimeSpan.FromSeconds(2));
        var failure = await call.Throws<TimeoutException>();
        Assert.Contains("IScript.Run of plain/a", failure.Message, StringComparison.Ordinal);
        _gate.Open();
    }

    [Fact]
    public async Task A_late_answer_is_dropped_and_the_next_request_follows_it()
    {
        await using var runtime = new TestRuntime();
        var notes = new List<string>();
        var late = runtime.Plain().Run(async _ =>
        {
            _begun.Open();
            await _gate.Opened;
            notes.Add("late");
        });
        await _begun.Opened.Within();
        runtime.Time.Advance(TimeSpan.FromSeconds(32));
        await late.Throws<TimeoutException>();
        var next = runtime.Plain().Run(Scripts.Note(notes, "next"));
        _gate.Open();
        await next.Within();
        Assert.Equal(["late", "next"], notes);
        Assert.True(late.IsFaulted);
    }

    [Fact]
    public async Task A_request_that_timed_out_while_it_waited_never_starts()
    {
        await using var runtime = new TestRuntime();
        var notes = new List<string>();
        var holding = runtime.Plain().Fire(Scripts.Hold(_begun, _gate));
        await Task.WhenAll(holding, _begun.Opened).Within();
        var waiting = runtime.Plain().Run(Scripts.Note(notes, "waited in vain"));
        runtime.Time.Advance(TimeSpan.FromSeconds(32));
        await waiting.Throws<TimeoutException>();
        _gate.Open();
        await runtime.Plain().Run(Scripts.Note(notes, "next")).Within();
        Assert.Equal(["next"], notes);
    }

    [Fact]
    public async Task A_method_s_own_time_out_replaces_the_runtime_s()
    {
        await using var runtime = new TestRuntime();
        var hurried = runtime.Reentrant().Hurry(Scripts.Hold(_begun, _gate));
        var patient = runtime.Reentrant().Run(_ => _gate.Opened);
        await _begun.Opened.Within();
        runtime.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(hurried.IsCompleted);
        runtime.Time.Advance(TimeSpan.FromSeconds(2));
        await hurried.Throws<TimeoutException>();
        Assert.False(patient.IsCompleted);
        _gate.Open();
        await patient.Within();
    }

    [Fact]
    public async Task Callers_of_a_grain_that_is_stuck_within_a_turn_are_told_too()
    {
        await using var runtime = new TestRuntime();
        using var stuck = new ManualResetEventSlim();
        var running = runtime.Plain().Run(_ =>
        {
            _begun.Open();
            stuck.Wait(TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        });
        await _begun.Opened.Within();
        var waiting = runtime.Plain().Run(Scripts.Nothing);
        runtime.Time.Advance(TimeSpan.FromSeconds(32));
        await waiting.Throws<TimeoutException>();
        await running.Throws<TimeoutException>();
        stuck.Set();
    }

    [Fact]
    public async Task Activations_requests_and_refusals_are_measured()
    {
        await using var runtime = new TestRuntime(static it => it.MailboxLimit = 1);
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        var factory = runtime.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Meter.Name == "Academy.Runtime" && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                it.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            sums[instrument.Name] = sums.GetValueOrDefault(instrument.Name) + value);
        listener.Start();
        var running = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        var waiting = runtime.Plain().Run(Scripts.Nothing);
        await runtime.Plain().Run(Scripts.Nothing).Throws<LimitExceededException>();
        _gate.Open();
        await Task.WhenAll(running, waiting).Within();

        // The worker counts what it has done when it rests: another grain's call cannot be counted before that.
        await (await runtime.Plain().ContextOf()).EndAndWait();
        listener.RecordObservableInstruments();
        Assert.Equal(1, sums["academy.runtime.rejected"]);
        Assert.Equal(0, sums["academy.runtime.activations"]);
        Assert.True(sums["academy.runtime.requests"] >= 3, $"requests: {sums["academy.runtime.requests"]}");
    }
}
