using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Academy.Api.Observability;

/// <summary>
/// Gathers the measurements of this process's meters and writes them in Prometheus's text format (0.0.4).
/// </summary>
/// <remarks>
/// Histograms become the sums and counts of fixed buckets. Each combination of tags is one series; a metric has at most
/// <see cref="SeriesMax"/>, and what goes beyond is counted together without tags.
/// </remarks>
internal sealed class PrometheusExporter : IDisposable
{
    private const int SeriesMax = 500;

    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly string[] Meters =
        ["Academy.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime"];

    private readonly ConcurrentDictionary<Instrument, Metric> metrics = new();
    private readonly MeterListener listener = new();

    public PrometheusExporter()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (Meters.Any(m => m.EndsWith('*') ? instrument.Meter.Name.StartsWith(m[..^1], StringComparison.Ordinal) : m == instrument.Meter.Name))
                self.EnableMeasurementEvents(instrument, metrics.GetOrAdd(instrument, static i => new Metric(i)));
        };
        listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((Metric)state!).Record(value, tags));
        listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => ((Metric)state!).Record((double)value, tags));
        listener.Start();
    }

    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder(16 * 1024);
        foreach (var metric in metrics.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
            metric.Write(text);
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private enum Kind
    {
        Counter,
        Gauge,
        Histogram,
    }

    private sealed class Metric(Instrument instrument)
    {
        private readonly ConcurrentDictionary<string, Series> series = new(StringComparer.Ordinal);
        private readonly Kind kind = KindOf(instrument);
        private readonly bool isObserved = instrument.IsObservable;
        private readonly bool adds = instrument.GetType().GetGenericTypeDefinition() == typeof(UpDownCounter<>);

        public string Name { get; } = NameOf(instrument);

        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var key = LabelsOf(tags);
            if (!series.TryGetValue(key, out var found))
                found = series.GetOrAdd(series.Count < SeriesMax ? key : "", static _ => new Series());
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
            foreach (var (labels, one) in series.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                lock (one.Gate)
                {
                    if (kind == Kind.Histogram)
                        WriteHistogram(text, labels, one);
                    else
                        Line(text, Name, labels, one.Value);
                }
            }
        }

        private void WriteHistogram(StringBuilder text, string labels, Series one)
        {
            var below = 0L;
            for (var i = 0; i < Buckets.Length; i++)
                Line(text, Name + "_bucket", With(labels, Buckets[i].ToString(CultureInfo.InvariantCulture)), below += one.Counts[i]);
            Line(text, Name + "_bucket", With(labels, "+Inf"), one.Count);
            Line(text, Name + "_sum", labels, one.Value);
            Line(text, Name + "_count", labels, one.Count);
        }

        private static string With(string labels, string le) => labels.Length == 0 ? $"le=\"{le}\"" : $"{labels},le=\"{le}\"";

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
            else if (instrument.Unit is "By")
                name.Append("_bytes");
            if (KindOf(instrument) == Kind.Counter)
                name.Append("_total");
            return name.ToString();
        }

        private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.IsEmpty)
                return "";
            var text = new StringBuilder(96);
            foreach (var (name, value) in tags)
            {
                if (text.Length > 0)
                    text.Append(',');
                foreach (var c in name)
                    text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
                text.Append("=\"");
                foreach (var c in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
                {
                    if (c is '"' or '\\')
                        text.Append('\\');
                    text.Append(c == '\n' ? ' ' : c);
                }
                text.Append('"');
            }
            return text.ToString();
        }
    }

    private sealed class Series
    {
        public Lock Gate { get; } = new();

        public double Value { get; set; }

        public long Count { get; private set; }

        public long[] Counts { get; } = new long[Buckets.Length];

        public void Observe(double value)
        {
            Value += value;
            Count++;
            var bucket = Array.FindIndex(Buckets, limit => value <= limit);
            if (bucket >= 0)
                Counts[bucket]++;
        }
    }
}
