using System.Diagnostics;
using Academy.Journal;

namespace Academy.Bench.Appends;

/// <summary>
/// So many writers, each with the next append as soon as the last is acknowledged, over 2,000 streams or one each.
/// </summary>
internal sealed class Workload(string name, int writers, Func<string, long, Guid, DateTimeOffset, Append> make)
{
    private const int StreamsMin = 2_000;

    // Heads live on from the warm-up to the measured run.
    private readonly long[] heads = new long[Math.Max(StreamsMin, writers)];
    private readonly Guid[] learners =
    [
        .. Enumerable.Range(0, Math.Max(StreamsMin, writers)).Select(i => new Guid(i, 7, 7, new byte[8])),
    ];

    public string Name => name;

    public async Task<Figures> RunAsync(IJournal journal, int postmaster, TimeSpan duration)
    {
        using var batches = new BatchCount();
        var (own, server) = (Processor.OfThisProcess(), Processor.OfServer(postmaster));
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        var mine = new List<double>();
                        while (Stopwatch.GetElapsedTime(started) < duration)
                        {
                            for (
                                var stream = writer;
                                stream < heads.Length && Stopwatch.GetElapsedTime(started) < duration;
                                stream += writers
                            )
                            {
                                var append = make(
                                    $"bench:{learners[stream]}",
                                    heads[stream],
                                    learners[stream],
                                    DateTimeOffset.UtcNow
                                );
                                var sent = Stopwatch.GetTimestamp();
                                var result = await journal.AppendAsync(append);
                                mine.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                                if (result.Verdict != AppendVerdict.Committed)
                                    throw new InvalidOperationException($"{append.Stream}: {result.Verdict}");
                                heads[stream] = result.LastSeq;
                            }
                        }
                        return mine;
                    })
                )
        );
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        (own, server) = (Processor.OfThisProcess() - own, Processor.OfServer(postmaster) - server);
        var all = latencies.SelectMany(mine => mine).Order().ToArray();
        return new(
            name,
            writers,
            all.Length,
            Math.Round(all.Length / elapsed),
            At(all, 0.5),
            At(all, 0.99),
            At(all, 0.999),
            Math.Round((double)all.Length / batches.Count, 1),
            Math.Round(own / all.Length * 1_000, 4),
            Math.Round(server / all.Length * 1_000, 4)
        );
    }

    private static double At(double[] sorted, double quantile) =>
        Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))], 3);
}

internal sealed record Figures(
    string Workload,
    int Writers,
    int Appends,
    double PerSecond,
    double P50Ms,
    double P99Ms,
    double P999Ms,
    double PerBatch,
    double OwnCpuPer1000,
    double DatabaseCpuPer1000
);
