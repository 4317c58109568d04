using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Academy.Silo.Observability;

/// <summary>What is kept of each instrument's measurements.</summary>
internal static class MetricViews
{
    /// <summary>Combinations of tags of one instrument; what is beyond is counted together.</summary>
    private const int SeriesMax = 500;

    private static readonly double[] Seconds =
    [
        0.0001,
        0.00025,
        0.0005,
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
    ];

    private static readonly double[] Numbers = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

    /// <summary>
    /// Orleans measures these at every message between grains, which costs more than they say. The others it adds up
    /// itself.
    /// </summary>
    private static readonly string[] PerMessage =
    [
        "orleans-messaging-sent-messages-size",
        "orleans-messaging-received-messages-size",
        "orleans-gateway-sent",
        "orleans-gateway-received",
        "orleans-directory-",
    ];

    public static MetricStreamConfiguration Of(Instrument instrument)
    {
        if (IsPerMessage(instrument))
            return MetricStreamConfiguration.Drop;
        var isHistogram = instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>);
        var kept = isHistogram
            ? new ExplicitBucketHistogramConfiguration { Boundaries = instrument.Unit is "s" ? Seconds : Numbers }
            : new MetricStreamConfiguration();
        kept.CardinalityLimit = SeriesMax;
        return kept;
    }

    private static bool IsPerMessage(Instrument instrument) =>
        !instrument.IsObservable
        && Array.Exists(PerMessage, name => instrument.Name.StartsWith(name, StringComparison.Ordinal));
}
