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
    internal object Figures(long[] counts)
    {
        var calls = Math.Max(1, counts.Sum());
        var processor = Process.GetCurrentProcess().TotalProcessorTime - _processor;
        return new
        {
            callsPerSecond = (long)(calls / Elapsed.TotalSeconds),
            cpuNanosecondsPerCall = (long)(processor.TotalNanoseconds / calls),
            bytesPerCall = (GC.GetTotalAllocatedBytes(precise: true) - _allocated) / calls,
            fairness = Math.Round(counts.Min() / (double)Math.Max(1, counts.Max()), 3),
        };
    }
}
