using System.Diagnostics;
using System.Globalization;
using Academy.Testing.Histories;
using Xunit.Abstractions;

namespace Academy.Simulation.Tests;

/// <summary>What many histories came to.</summary>
/// <param name="Seen">What occurred in them, and how often.</param>
internal sealed record Look(
    int Histories,
    TimeSpan Time,
    Outcomes? Failed,
    IReadOnlyDictionary<string, int> Seen,
    bool IsCluster
)
{
    private static readonly ulong? OnlySeed = Number("ACADEMY_SEED");
    private static readonly TimeSpan FreshTime = TimeSpan.FromSeconds(Number("ACADEMY_SIMULATION_SECONDS") ?? 6);

    /// <summary>The same seeds each time.</summary>
    public static Look AtFirst(int count, bool isCluster) =>
        At(Enumerable.Range(1, count).Select(seed => OnlySeed ?? (ulong)seed).Distinct(), TimeSpan.MaxValue, isCluster);

    /// <summary>Seeds that nobody has looked at.</summary>
    public static Look AtFresh(bool isCluster, ITestOutputHelper output)
    {
        var first = OnlySeed ?? (ulong)Stopwatch.GetTimestamp() << 12;
        output.WriteLine($"Fresh seeds from {first}");
        return At(
            OnlySeed is null ? Enumerable.Range(0, int.MaxValue).Select(i => first + (ulong)i) : [first],
            FreshTime,
            isCluster
        );
    }

    public void Require(ITestOutputHelper output)
    {
        output.WriteLine(
            $"{Histories} histories in {Time.TotalSeconds:F1} s: {Histories / Time.TotalMinutes:F0} a minute"
        );
        output.WriteLine(
            string.Join(
                ", ",
                Seen.OrderBy(seen => seen.Key, StringComparer.Ordinal).Select(seen => $"{seen.Value} × {seen.Key}")
            )
        );
        if (Failed is { } failed)
        {
            Assert.Fail(
                $"{failed.Failure}{Environment.NewLine}Replay it: dotnet run --project tests/Simulation.Tests -- "
                    + $"{failed.Seed.ToString(CultureInfo.InvariantCulture)} 1{(IsCluster ? " cluster" : "")}"
            );
        }
    }

    /// <summary>One after the other, on two threads; the first failure ends it.</summary>
    private static Look At(IEnumerable<ulong> seeds, TimeSpan time, bool isCluster)
    {
        var started = Stopwatch.GetTimestamp();
        var gate = new Lock();
        using var next = seeds.GetEnumerator();
        var histories = 0;
        var seen = new Dictionary<string, int>();
        Outcomes? failed = null;
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(Work)).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return new(histories, Stopwatch.GetElapsedTime(started), failed, seen, isCluster);

        void Work()
        {
            while (true)
            {
                ulong seed;
                lock (gate)
                {
                    if (failed is not null || Stopwatch.GetElapsedTime(started) > time || !next.MoveNext())
                        return;
                    (seed, histories) = (next.Current, histories + 1);
                }
                var outcome = Run.Of(seed, isCluster: isCluster);
                lock (gate)
                {
                    failed ??= outcome.Failure is null ? null : outcome;
                    foreach (var entry in outcome.History)
                    {
                        var kind = entry is Remark remark ? remark.What : entry.GetType().Name;
                        seen[kind] = seen.GetValueOrDefault(kind) + 1;
                    }
                }
            }
        }
    }

    private static ulong? Number(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
