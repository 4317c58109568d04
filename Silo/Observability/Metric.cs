using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Academy.Silo.Observability;

/// <summary>One instrument's measurements, as series by their tags.</summary>
internal sealed class Metric(Instrument instrument)
{
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

    private readonly double[] buckets = instrument.Unit is "s" ? Seconds : Numbers;
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> series = new(MetricTags.Comparer);
    private readonly Kind kind = KindOf(instrument);
    private readonly bool isObserved = instrument.IsObservable;
    private readonly bool adds = instrument.GetType().GetGenericTypeDefinition() == typeof(UpDownCounter<>);

    private enum Kind
    {
        Counter,
        Gauge,
        Histogram,
    }

    public string Name { get; } = NameOf(instrument);

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var found = Find(tags);
        lock (found.Gate)
        {
            if (kind == Kind.Histogram)
                found.Observe(value);
            else if (isObserved || (kind == Kind.Gauge && !adds))
                found.Value = value;
            else
                found.Value += value;
        }
    }

    public void Write(StringBuilder text)
    {
        if (series.IsEmpty)
            return;
        if (instrument.Description is { Length: > 0 } description)
            text.Append("# HELP ").Append(Name).Append(' ').Append(description.ReplaceLineEndings(" ")).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(kind.ToString().ToLowerInvariant()).Append('\n');
        foreach (var (tags, one) in series)
        {
            var labels = MetricTags.Labels(tags);
            lock (one.Gate)
            {
                if (kind == Kind.Histogram)
                    WriteHistogram(text, labels, one);
                else
                    Line(text, Name, labels, one.Value);
            }
        }
    }

    /// <summary>
    /// Beyond <see cref="SeriesMax"/> combinations of tags, the rest is counted together without any.
    /// </summary>
    private Series Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var byTags = series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        return byTags.TryGetValue(tags, out var found)
            ? found
            : series.GetOrAdd(
                series.Count < SeriesMax ? tags.ToArray() : [],
                static (_, buckets) => new Series(buckets),
                buckets
            );
    }

    private void WriteHistogram(StringBuilder text, string labels, Series one)
    {
        var below = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            below += one.Counts[i];
            Line(text, Name + "_bucket", With(labels, buckets[i].ToString(CultureInfo.InvariantCulture)), below);
        }
        Line(text, Name + "_bucket", With(labels, "+Inf"), one.Count);
        Line(text, Name + "_sum", labels, one.Value);
        Line(text, Name + "_count", labels, one.Count);
    }

    private static string With(string labels, string le) =>
        labels.Length == 0 ? $"le=\"{le}\"" : $"{labels},le=\"{le}\"";

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static Kind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Histogram<>) ? Kind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? Kind.Counter
            : Kind.Gauge;
    }

    private static string NameOf(Instrument instrument)
    {
        var name = new StringBuilder(instrument.Name.Length + 10);
        foreach (var c in instrument.Name)
            name.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        if (instrument.Unit is "s")
            name.Append("_seconds");
        else if (instrument.Unit is "By" && !instrument.Name.EndsWith("bytes", StringComparison.Ordinal))
            name.Append("_bytes");
        if (KindOf(instrument) == Kind.Counter)
            name.Append("_total");
        return name.ToString();
    }

    private sealed class Series(double[] buckets)
    {
        public Lock Gate { get; } = new();

        public double Value { get; set; }

        public long Count { get; private set; }

        public long[] Counts { get; } = new long[buckets.Length];

        public void Observe(double value)
        {
            Value += value;
            Count++;
            var bucket = Array.BinarySearch(buckets, value);
            bucket = bucket < 0 ? ~bucket : bucket;
            if (bucket < Counts.Length)
                Counts[bucket]++;
        }
    }
}
