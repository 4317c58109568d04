using System.Text.Encodings.Web;
using System.Text.Json;

namespace Academy.Load;

/// <summary>What a workload came to.</summary>
internal sealed record Measured
{
    public required string Workload { get; init; }
    public required string Topology { get; init; }
    public required int Clients { get; init; }
    public required int Learners { get; init; }
    public required int Sockets { get; init; }
    public required TimeSpan Elapsed { get; init; }
    public required int Operations { get; init; }
    public required int Errors { get; init; }
    public required string? FirstError { get; init; }
    public required int[] Latencies { get; init; }
    public required int FewestOfAClient { get; init; }
    public required int MostOfAClient { get; init; }
    public required int Delivered { get; init; }
    public required int Undelivered { get; init; }
    public required int Gaps { get; init; }
    public required int Events { get; init; }
    public required int[] DeliveryLatencies { get; init; }
    public required double ServerCpu { get; init; }
    public required double DatabaseCpu { get; init; }
    public required double GeneratorCpu { get; init; }
}

/// <summary>One JSON line per workload.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Line(Measured m)
    {
        double Per1000(double seconds) => Math.Round(seconds * 1_000 / Math.Max(m.Operations, 1), 3);
        return JsonSerializer.Serialize(
            new
            {
                m.Workload,
                m.Topology,
                m.Clients,
                m.Learners,
                m.Sockets,
                Seconds = Math.Round(m.Elapsed.TotalSeconds, 2),
                m.Operations,
                OperationsPerSecond = Math.Round(m.Operations / m.Elapsed.TotalSeconds),
                P50Ms = Percentile(m.Latencies, 0.5),
                P99Ms = Percentile(m.Latencies, 0.99),
                P999Ms = Percentile(m.Latencies, 0.999),
                m.Errors,
                m.FirstError,
                Fairness = Math.Round((double)m.FewestOfAClient / Math.Max(m.MostOfAClient, 1), 3),
                CpuSecondsPer1000 = Per1000(m.ServerCpu + m.DatabaseCpu),
                ServerCpuSecondsPer1000 = Per1000(m.ServerCpu),
                DatabaseCpuSecondsPer1000 = Per1000(m.DatabaseCpu),
                GeneratorCpuSecondsPer1000 = Per1000(m.GeneratorCpu),
                m.Delivered,
                m.Undelivered,
                m.Gaps,
                m.Events,
                DeliveryP50Ms = Percentile(m.DeliveryLatencies, 0.5),
                DeliveryP99Ms = Percentile(m.DeliveryLatencies, 0.99),
                DeliveryP999Ms = Percentile(m.DeliveryLatencies, 0.999),
            },
            Options
        );
    }

    public static string Json(object measured) => JsonSerializer.Serialize(measured, Options);

    /// <summary>Milliseconds of microseconds; sorts them.</summary>
    public static double Percentile(int[] values, double part)
    {
        Array.Sort(values);
        return values.Length == 0
            ? 0
            : Math.Round(values[Math.Min(values.Length - 1, (int)(part * values.Length))] / 1_000d, 2);
    }
}
