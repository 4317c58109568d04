using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;

namespace Academy.Runtime.Hosting;

/// <summary>The meter <c>Academy.Runtime</c>. Requests are counted in cells by thread, once per run of a
/// mailbox.</summary>
internal sealed class RuntimeMetrics
{
    private const int Cells = 16;
    private readonly Cell[] _requests = new Cell[Cells];
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _ticks;
    private long _activations;

    internal RuntimeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Academy.Runtime");
        meter.CreateObservableUpDownCounter(
            "academy.runtime.activations", () => Interlocked.Read(ref _activations), "{grain}", "Grains in memory.");
        meter.CreateObservableCounter(
            "academy.runtime.requests", CountOfRequests, "{request}", "Requests that were begun.");
        _rejected = meter.CreateCounter<long>(
            "academy.runtime.rejected", "{request}", "Requests refused because too many were waiting.");
        _ticks = meter.CreateCounter<long>(
            "academy.runtime.reminders", "{tick}", "Ticks of reminders that were sent, by how they ended.");
    }

    internal void CountRequests(int begun) =>
        Interlocked.Add(ref _requests[Environment.CurrentManagedThreadId % Cells].Count, begun);

    internal void CountActivation(int change) => Interlocked.Add(ref _activations, change);

    internal void CountRejected() => _rejected.Add(1);

    internal void CountTick(bool failed) =>
        _ticks.Add(1, new KeyValuePair<string, object?>("result", failed ? "failed" : "done"));

    private long CountOfRequests()
    {
        var sum = 0L;
        for (var index = 0; index < Cells; index++)
        {
            sum += Interlocked.Read(ref _requests[index].Count);
        }

        return sum;
    }

    // As wide as a cache line, so that threads do not disturb each other.
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Cell
    {
        internal long Count;
    }
}
