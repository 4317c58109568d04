using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Orleans.Runtime;

namespace Academy.Runtime.Hosting;

/// <summary>The meter <c>Academy.Runtime</c>. Turns and requests are counted in cells by thread,
/// once per run of a mailbox.</summary>
internal sealed class RuntimeMetrics
{
    private const int Cells = 16;

    /// <summary>So many calls are made for one that is timed: what every call would pay for must be next to nothing.</summary>
    private const int CallsPerTimed = 128;

    [ThreadStatic]
    private static int _calls;

    private readonly Cell[] _cells = new Cell[Cells];
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _ticks;
    private readonly Histogram<double> _callDuration;
    private readonly Histogram<double> _drainDuration;
    private long _activations;
    private int _waiting;
    private int _deepest;

    internal RuntimeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Academy.Runtime");
        meter.CreateObservableUpDownCounter(
            "academy.runtime.activations", () => Interlocked.Read(ref _activations), "{grain}", "Grains in memory.");
        meter.CreateObservableCounter(
            "academy.runtime.requests", () => Sum(static cell => cell.Requests), "{request}", "Requests that were begun.");
        meter.CreateObservableCounter(
            "academy.runtime.turns", () => Sum(static cell => cell.Turns), "{turn}", "Turns that were taken.");
        meter.CreateObservableGauge(
            "academy.runtime.mailbox.waiting", () => Volatile.Read(ref _waiting), "{request}", "Requests that wait in mailboxes.");
        meter.CreateObservableGauge(
            "academy.runtime.mailbox.deepest", () => Volatile.Read(ref _deepest), "{request}", "Requests that wait in the fullest mailbox.");
        _callDuration = meter.CreateHistogram<double>(
            "academy.runtime.call.duration", "s", "From a call to its answer, by type of grain; one call in 128 is timed.");
        _drainDuration = meter.CreateHistogram<double>(
            "academy.runtime.drain.duration", "s", "From the word to stop to the end of the last grain.");
        _rejected = meter.CreateCounter<long>(
            "academy.runtime.rejected", "{request}", "Requests refused because too many were waiting.");
        _ticks = meter.CreateCounter<long>(
            "academy.runtime.reminders", "{tick}", "Ticks of reminders that were sent, by how they ended.");
    }

    internal long Requests => Sum(static cell => cell.Requests);

    internal int Activations => (int)Interlocked.Read(ref _activations);

    internal int Waiting => Volatile.Read(ref _waiting);

    internal int Deepest => Volatile.Read(ref _deepest);

    /// <summary>Whether the call that is being made is one of those that are timed.</summary>
    internal static bool TimesThisCall => ++_calls % CallsPerTimed == 0;

    internal void CountTurns(int turns, int begun)
    {
        ref var cell = ref _cells[Environment.CurrentManagedThreadId % Cells];
        Interlocked.Add(ref cell.Turns, turns);
        if (begun > 0)
        {
            Interlocked.Add(ref cell.Requests, begun);
        }
    }

    /// <summary>What a round over all mailboxes found.</summary>
    internal void FoundWaiting(int waiting, int deepest)
    {
        Volatile.Write(ref _waiting, waiting);
        Volatile.Write(ref _deepest, deepest);
    }

    internal async Task Time(Task answer, GrainType grain, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        await answer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _callDuration.Record(time.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("grain", grain.ToString()));
    }

    internal void Drained(TimeSpan took) => _drainDuration.Record(took.TotalSeconds);

    internal void CountActivation(int change) => Interlocked.Add(ref _activations, change);

    internal void CountRejected() => _rejected.Add(1);

    internal void CountTick(bool failed) =>
        _ticks.Add(1, new KeyValuePair<string, object?>("result", failed ? "failed" : "done"));

    private long Sum(Func<Cell, long> count)
    {
        var sum = 0L;
        foreach (var cell in _cells)
        {
            sum += count(cell);
        }

        return sum;
    }

    // As wide as a cache line, so that threads do not disturb each other.
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Cell
    {
        internal long Turns;
        internal long Requests;
    }
}
