using System.Diagnostics;
using System.Globalization;
using Academy.Journal;
using Academy.Testing.Histories;
using Xunit.Abstractions;

namespace Academy.Simulation.Tests;

/// <summary>
/// Histories from seeds. <c>ACADEMY_SEED</c> replays one; <c>ACADEMY_SIMULATION_SECONDS</c> looks at fresh ones for so long.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int FixedSeeds = 200;
    // A simulation in which nothing goes wrong proves nothing.
    private static readonly HashSet<string> MustOccur =
    [
        nameof(CommandAnswered), nameof(CommandRefused), nameof(CommandNotTaken), nameof(CommandUnanswered), nameof(EventReceived),
        nameof(SnapshotReceived), nameof(ReadAnswered), "is killed", "is stopped", "goes on", "is fenced", "stops at once",
    ];

    private static readonly ulong? OnlySeed = Number("ACADEMY_SEED");
    private static readonly TimeSpan FreshTime = TimeSpan.FromSeconds(Number("ACADEMY_SIMULATION_SECONDS") ?? 6);

    [Fact]
    public void Histories_of_fixed_seeds_keep_every_promise()
    {
        var look = LookAt(Enumerable.Range(1, FixedSeeds).Select(seed => OnlySeed ?? (ulong)seed).Distinct(), TimeSpan.MaxValue);
        Require(look);
        if (OnlySeed is null)
            Assert.Superset(MustOccur, look.Seen.Keys.ToHashSet());
    }

    [Fact]
    public void Histories_of_fresh_seeds_keep_every_promise()
    {
        var first = OnlySeed ?? (ulong)Stopwatch.GetTimestamp() << 12;
        output.WriteLine($"Fresh seeds from {first}");
        Require(LookAt(OnlySeed is null ? Enumerable.Range(0, int.MaxValue).Select(i => first + (ulong)i) : [first], FreshTime));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(17)]
    public void A_seed_replays_ten_times_out_of_ten(ulong seed)
    {
        var first = Run.Of(seed);
        for (var i = 0; i < 10; i++)
            Assert.Equal(first.Summary, Run.Of(seed).Summary);
    }

    [Fact]
    public async Task A_seed_replays_in_another_process()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var other = Process.Start(new ProcessStartInfo("dotnet", [typeof(Run).Assembly.Location, "4711"])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        var said = await other.StandardOutput.ReadToEndAsync(patience.Token);
        await other.WaitForExitAsync(patience.Token);
        Assert.Equal(Run.Of(4711).Summary.Trim(), said.Trim());
    }

#if DEBUG // Release builds have no planted faults.
    [Theory]
    [InlineData(Fault.FenceDropped)]
    [InlineData(Fault.AnswerBeforeCommit)]
    [InlineData(Fault.PublishBeforeCommit)]
    [InlineData(Fault.NoDeduplication)]
    [InlineData(Fault.SeqSkipped)]
    [InlineData(Fault.ProjectionOutsideTransaction)]
    [InlineData(Fault.ResumeOffByOne)]
    [InlineData(Fault.UnboundedQueue)]
    [InlineData(Fault.LeaseIgnored)]
    [InlineData(Fault.OwnershipCheckSkipped)]
    public void A_planted_fault_is_found(Fault fault)
    {
        const int historiesMax = 1_500;
        for (var seed = 1; seed <= historiesMax; seed++)
        {
            if (Run.Of((ulong)seed, fault) is not { Failure: { } failure, Findings.Count: > 0 } found)
                continue;
            output.WriteLine($"{fault} found after {seed} histories: {failure}");
            var again = Run.Of((ulong)seed, fault);
            Assert.Equal(found.Summary, again.Summary);
            return;
        }
        Assert.Fail($"{fault} was planted, and {historiesMax} histories did not show it.");
    }
#endif

    private void Require(Look look)
    {
        output.WriteLine($"{look.Histories} histories in {look.Time.TotalSeconds:F1} s: {look.Histories / look.Time.TotalMinutes:F0} a minute");
        output.WriteLine(string.Join(", ", look.Seen.OrderBy(seen => seen.Key, StringComparer.Ordinal).Select(seen => $"{seen.Value} × {seen.Key}")));
        if (look.Failed is { } failed)
            Assert.Fail($"{failed.Failure}{Environment.NewLine}Replay it: ACADEMY_SEED={failed.Seed} dotnet test tests/Simulation.Tests");
    }

    /// <summary>One after the other, on two threads; the first failure ends it.</summary>
    private static Look LookAt(IEnumerable<ulong> seeds, TimeSpan time)
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
        return new(histories, Stopwatch.GetElapsedTime(started), failed, seen);

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
                var outcome = Run.Of(seed);
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

    private sealed record Look(int Histories, TimeSpan Time, Outcomes? Failed, Dictionary<string, int> Seen);

    private static ulong? Number(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
