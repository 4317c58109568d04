using System.Text.RegularExpressions;

namespace Academy.Tidy;

/// <summary>An operator finds every metric in the table, and nothing there that does not exist.</summary>
public sealed partial class MetricTests
{
    private const string Document = "docs/operations.md";

    [Fact]
    public void Every_metric_is_documented_and_every_documented_metric_exists()
    {
        var measured = Repository
            .Files(".cs")
            .Where(path =>
                !path.StartsWith("tests/", StringComparison.Ordinal)
                && !path.StartsWith("bench/", StringComparison.Ordinal)
            )
            .SelectMany(path => Instruments().Matches(Repository.Read(path)))
            .Select(instrument =>
                NameOf(
                    instrument.Groups["kind"].Value,
                    instrument.Groups["name"].Value,
                    instrument.Groups["unit"].Value
                )
            )
            .ToHashSet(StringComparer.Ordinal);
        Assert.True(measured.Count > 20, "The instruments were not found in the sources.");

        var section = Repository
            .Read(Document)
            .Split("\n## ")
            .Single(part => part.StartsWith("Metrics\n", StringComparison.Ordinal));
        var documented = section
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Names().Matches(line.Split('|')[1]), (_, name) => name.Value)
            .ToArray();
        Assert.Equal(documented.Distinct(), documented);
        var (silent, gone) = (measured.Except(documented).ToArray(), documented.Except(measured).ToArray());
        Assert.True(
            silent.Length == 0 && gone.Length == 0,
            $"{Document}, Metrics: add {string.Join(", ", silent)}; remove {string.Join(", ", gone)} "
                + "(names as /metrics has them)."
        );
    }

    /// <summary>As the exporter for Prometheus writes them.</summary>
    private static string NameOf(string kind, string name, string unit) =>
        name.Replace('.', '_')
        + (
            unit == "s" ? "_seconds"
            : unit == "By" && !name.EndsWith("bytes", StringComparison.Ordinal) ? "_bytes"
            : ""
        )
        + (kind == "Counter" ? "_total" : "");

    [GeneratedRegex(
        @"\.Create(?:Observable)?(?<kind>Counter|UpDownCounter|Gauge|Histogram)(?:<\w+>)?\(\s*""(?<name>[\w.]+)""[^;]*?""(?<unit>s|By|\{\w+\})"""
    )]
    private static partial Regex Instruments();

    [GeneratedRegex(@"(?<=`)[a-z_]+(?=`)")]
    private static partial Regex Names();
}
