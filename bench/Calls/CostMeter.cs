using System.Diagnostics;

namespace Academy.Calls;

/// <summary>What a workload cost since the meter was made.</summary>
internal sealed class CostMeter
{
    private readonly TimeSpan _processor = Process.GetCurrentProcess().TotalProcessorTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    internal TimeSpan Elapsed => _watch.Elapsed;

    /// <param name="counts">How many calls each caller made.</param>
    /// <param name="latencies">How long the calls of a lone caller took.</param>
    internal object Figures(long[] counts, Latencies? latencies = null)
    {
        var calls = Math.Max(1, counts.Sum());
        var processor = Process.GetCurrentProcess().TotalProcessorTime - _processor;
        return new
        {
            callsPerSecond = (long)(calls / Elapsed.TotalSeconds),
            cpuNanosecondsPerCall = (long)(processor.TotalNanoseconds / calls),
            bytesPerCall = (GC.GetTotalAllocatedBytes(precise: true) - _allocated) / calls,
            medianMicroseconds = latencies?.Median.TotalMicroseconds,
            fairness = Math.Round(counts.Min() / (double)Math.Max(1, counts.Max()), 3),
        };
    }
}

/// <summary>How long calls took, the last of them.</summary>
internal sealed class Latencies
{
    private readonly long[] _ticks = new long[1 << 16];
    private int _count;

    internal TimeSpan Median
    {
        get
        {
            var ticks = _ticks[..Math.Min(_count, _ticks.Length)];
            Array.Sort(ticks);
            return new TimeSpan(ticks[ticks.Length / 2]);
        }
    }

    internal void Record(TimeSpan time) => _ticks[_count++ & (_ticks.Length - 1)] = time.Ticks;
}
