using Academy.Runtime.Tests.Support;

namespace Academy.Runtime.Tests;

/// <summary>One turn at a time, and which requests may interleave.</summary>
public sealed class TurnTests
{
    private readonly Gate _begun = new();
    private readonly Gate _gate = new();

    [Fact]
    public async Task A_request_starts_only_when_the_one_before_it_is_finished()
    {
        await using var runtime = new TestRuntime();
        var grain = runtime.Plain();
        var notes = new List<string>();
        var first = grain.Run(async _ =>
        {
            _begun.Open();
            await _gate.Opened;
            notes.Add("first ends");
        });
        await _begun.Opened.Within();
        var second = grain.Run(Scripts.Note(notes, "second"));
        _gate.Open();
        await Task.WhenAll(first, second).Within();
        Assert.Equal(["first ends", "second"], notes);
    }

    [Fact]
    public async Task A_reentrant_grain_starts_a_request_while_another_awaits()
    {
        await using var runtime = new TestRuntime();
        var first = runtime.Reentrant().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        await runtime.Reentrant().Run(Scripts.Nothing).Within();
        Assert.False(first.IsCompleted);
        _gate.Open();
        await first.Within();
    }

    [Fact]
    public async Task An_always_interleaving_method_starts_while_another_request_awaits()
    {
        await using var runtime = new TestRuntime();
        var first = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        await runtime.Plain().Interleave(Scripts.Nothing).Within();
        Assert.False(first.IsCompleted);
        _gate.Open();
        await first.Within();
    }

    [Fact]
    public async Task An_always_interleaving_method_that_awaits_holds_up_nobody()
    {
        await using var runtime = new TestRuntime();
        var first = runtime.Plain().Interleave(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        await runtime.Plain().Run(Scripts.Nothing).Within();
        _gate.Open();
        await first.Within();
    }

    [Fact]
    public async Task Read_only_methods_interleave_with_each_other()
    {
        await using var runtime = new TestRuntime();
        var first = runtime.Plain().Read(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        await runtime.Plain().Read(Scripts.Nothing).Within();
        _gate.Open();
        await first.Within();
    }

    [Fact]
    public async Task A_read_only_method_waits_for_a_writing_one()
    {
        await using var runtime = new TestRuntime();
        var notes = new List<string>();
        var writer = runtime.Plain().Run(async _ =>
        {
            _begun.Open();
            await _gate.Opened;
            notes.Add("writer ends");
        });
        await _begun.Opened.Within();
        var reader = runtime.Plain().Read(Scripts.Note(notes, "reader"));
        await runtime.Plain().Interleave(Scripts.Nothing).Within();
        _gate.Open();
        await Task.WhenAll(writer, reader).Within();
        Assert.Equal(["writer ends", "reader"], notes);
    }

    [Fact]
    public async Task Later_readers_do_not_overtake_a_waiting_writer()
    {
        await using var runtime = new TestRuntime();
        var notes = new List<string>();
        var reader = runtime.Plain().Read(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        var writer = runtime.Plain().Run(Scripts.Note(notes, "writer"));
        var late = runtime.Plain().Read(Scripts.Note(notes, "late reader"));
        await runtime.Plain().Interleave(Scripts.Nothing).Within();
        Assert.Empty(notes);
        _gate.Open();
        await Task.WhenAll(reader, writer, late).Within();
        Assert.Equal(["writer", "late reader"], notes);
    }

    [Fact]
    public async Task A_reader_that_a_running_reader_waits_for_passes_a_waiting_writer()
    {
        await using var runtime = new TestRuntime();
        var outer = runtime.Plain("a").Read(async grain =>
        {
            _begun.Open();
            await _gate.Opened;
            await grain.Grains.GetGrain<IPlainGrain>("b").Run(other =>
                other.Grains.GetGrain<IPlainGrain>("a").Read(Scripts.Nothing));
        });
        await _begun.Opened.Within();
        var writer = runtime.Plain("a").Run(Scripts.Nothing);
        await runtime.Plain("a").Interleave(Scripts.Nothing).Within();
        _gate.Open();
        await Task.WhenAll(outer, writer).Within();
    }

    [Fact]
    public async Task No_two_turns_of_a_reentrant_grain_overlap()
    {
        await using var runtime = new TestRuntime(static it => it.MailboxLimit = 10_000);
        var inside = 0;
        var overlaps = 0;
        async Task Step(ScriptGrain grain)
        {
            for (var turn = 0; turn < 20; turn++)
            {
                if (Interlocked.Increment(ref inside) != 1)
                {
                    Interlocked.Increment(ref overlaps);
                }

                grain.Number++;
                Interlocked.Decrement(ref inside);
                await Task.Yield();
            }
        }

        var callers = Enumerable.Range(0, 200).Select(_ => Task.Run(() => runtime.Reentrant().Run(Step)));
        await Task.WhenAll(callers).Within();
        var total = 0;
        await runtime.Reentrant().Run(grain => Task.FromResult(total = grain.Number)).Within();
        Assert.Equal((0, 4_000), (overlaps, total));
    }

    [Fact]
    public async Task Requests_of_one_caller_are_served_in_the_order_they_were_made()
    {
        await using var runtime = new TestRuntime();
        var notes = new List<int>();
        await Task.WhenAll(Enumerable.Range(0, 500)
            .Select(it => runtime.Plain().Run(Scripts.Note(notes, it)))).Within();
        Assert.Equal(Enumerable.Range(0, 500), notes);
    }

    [Fact]
    public async Task What_follows_work_on_the_thread_pool_is_a_turn_of_the_grain_again()
    {
        await using var runtime = new TestRuntime();
        (SynchronizationContext? Before, SynchronizationContext? Within, SynchronizationContext? After) seen = default;
        await runtime.Plain().Run(async _ =>
        {
            seen.Before = SynchronizationContext.Current;
            seen.Within = await Task.Run(static () => SynchronizationContext.Current);
            seen.After = SynchronizationContext.Current;
        }).Within();
        Assert.NotNull(seen.Before);
        Assert.Null(seen.Within);
        Assert.Same(seen.Before, seen.After);
    }

    [Fact]
    public async Task A_caller_outside_grains_goes_on_outside_the_grain_s_turn()
    {
        await using var runtime = new TestRuntime();
        await Task.Run(async () =>
        {
            await runtime.Plain().Run(static async _ => await Task.Yield());
            Assert.Null(SynchronizationContext.Current);

            // If this ran inside the grain's turn, the grain could not serve it.
            runtime.Plain().Run(Scripts.Nothing).GetAwaiter().GetResult();
        }).Within();
    }

    [Fact]
    public async Task An_async_local_set_in_one_request_does_not_reach_the_next()
    {
        await using var runtime = new TestRuntime();
        var local = new AsyncLocal<string?>();
        string? seen = "unset";
        var first = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        var second = runtime.Plain().Run(_ =>
        {
            local.Value = "leaked";
            return Task.CompletedTask;
        });
        var third = runtime.Plain().Run(_ => Task.FromResult(seen = local.Value));
        _gate.Open();
        await Task.WhenAll(first, second, third).Within();
        Assert.Null(seen);
    }

    [Fact]
    public async Task A_failure_that_nobody_awaits_is_logged_and_the_grain_goes_on()
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain().Run(static _ =>
        {
            Stray();
            return Task.CompletedTask;
        }).Within();
        var (message, exception) = await runtime.Logged.Next().Within();
        Assert.Contains("plain/a", message, StringComparison.Ordinal);
        Assert.Equal("stray", exception?.Message);
        await runtime.Plain().Run(Scripts.Nothing).Within();

        static async void Stray()
        {
            await Task.Yield();
            throw new InvalidOperationException("stray");
        }
    }
}
