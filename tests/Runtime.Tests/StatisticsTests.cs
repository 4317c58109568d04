using System.Diagnostics;
using System.Diagnostics.Metrics;
using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Runtime.Tests;

/// <summary>What operators see of the runtime.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public async Task The_hottest_grains_are_named_the_hottest_first_and_counted_since_the_last_look()
    {
        await using var runtime = new TestRuntime();
        var statistics = runtime.Services.GetRequiredService<IRuntimeStatistics>();
        for (var grain = 1; grain <= 5; grain++)
        {
            for (var call = 0; call < 10 * grain; call++)
            {
                await runtime.Plain($"{grain}").Run(Scripts.Nothing).Within();
            }
        }

        runtime.Time.Advance(TimeSpan.FromSeconds(2));
        // Its activation counts as a request of each.
        var first = await LookWhenCounted(runtime, 155);
        Assert.Equal(
            [("plain/5", 51), ("plain/4", 41), ("plain/3", 31)], first.Hottest.Select(static it => ($"{it.Grain}", it.Requests)));
        Assert.Equal((155, 5, TimeSpan.FromSeconds(2)), (first.Requests, first.Activations, first.Window));

        await runtime.Plain("2").Run(Scripts.Nothing).Within();
        var second = await LookWhenCounted(runtime, 156);
        Assert.Equal(("plain/2", 1), second.Hottest.Select(static it => ($"{it.Grain}", it.Requests)).Single());
        Assert.Empty(statistics.Look(3).Hottest);
    }

    [Fact]
    public async Task What_waits_in_mailboxes_is_found_by_the_next_round_of_the_clock()
    {
        await using var runtime = new TestRuntime();
        var (begun, gate) = (new Gate(), new Gate());
        Task[] calls =
        [
            runtime.Plain("a").Run(Scripts.Hold(begun, gate)), .. Enumerable.Range(0, 7).Select(_ => runtime.Plain("a").Run(Scripts.Nothing)),
        ];
        await begun.Opened.Within();
        // Sorting what has come takes the mailbox a moment, in which a glance may miss some of it.
        await Until(() => runtime.Runtime.Activations.Single().Waiting == calls.Length - 1, "seven requests that wait");
        runtime.Time.Advance(TimeSpan.FromSeconds(1));
        var look = runtime.Services.GetRequiredService<IRuntimeStatistics>().Look(10);
        Assert.Equal((7, 7), (look.Waiting, look.Deepest));
        gate.Open();
        await Task.WhenAll(calls).Within();
    }

    [Fact]
    public async Task One_call_in_128_is_timed_whatever_becomes_of_it()
    {
        await using var runtime = new TestRuntime();
        var timed = 0;
        using var listener = new MeterListener();
        var factory = runtime.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Name == "academy.runtime.call.duration")
            {
                it.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            Assert.Equal("plain", tags[0].Value);
            Interlocked.Increment(ref timed);
        });
        listener.Start();

        // All from one thread: it is threads that count their calls.
        var calls = Enumerable.Range(0, 128 * 4)
            .Select(number => runtime.Plain().Run(number % 2 == 0 ? Scripts.Nothing : static _ => throw new InvalidOperationException()))
            .ToArray();
        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default).Within();
        await Until(() => Volatile.Read(ref timed) >= 4, "four timed calls");
        Assert.Equal(4, timed);
    }

    /// <summary>Mailboxes count when they come to rest, which may be a moment after the answer.</summary>
    private static async Task<RuntimeLook> LookWhenCounted(TestRuntime runtime, long requests)
    {
        await Until(
            () => runtime.Runtime.Metrics.Requests == requests && runtime.Runtime.Activations.All(static it => !it.InUse), $"{requests} requests");
        return runtime.Services.GetRequiredService<IRuntimeStatistics>().Look(3);
    }

    private static async Task Until(Func<bool> isSo, string what)
    {
        for (var watch = Stopwatch.StartNew(); !isSo(); await Task.Yield())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"Waited 30 s for: {what}");
        }
    }
}
