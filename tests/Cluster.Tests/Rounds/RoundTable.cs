using System.Globalization;
using System.Text;
using Academy.Processes.Clients;
using Academy.Processes.Rounds;
using Academy.Processes.Servers;

namespace Academy.Clusters.Rounds;

/// <summary>One row per fault.</summary>
internal sealed class RoundTable
{
    private readonly SortedDictionary<string, Row> rows = new(StringComparer.Ordinal);

    /// <summary>Kept where the logs are, round by round.</summary>
    private static readonly string? Kept = ServerLog.Kept is { } directory
        ? Path.Combine(directory, "rounds.txt")
        : null;

    public void Add(string fault, Load load, int ended, Reckoning found, TimeSpan recovery)
    {
        if (!rows.TryGetValue(fault, out var row))
            rows[fault] = row = new();
        row.Rounds++;
        row.Acknowledged += load.Total;
        row.Attempts += load.Attempts;
        row.Failed += load.Failures.Values.Sum();
        row.Ended += ended;
        row.Lost += found.Lost;
        row.Doubled += found.Doubled;
        row.Gaps += found.Gaps;
        row.Recoveries.Add(recovery);
        row.SlowestAnswer = load.Slowest > row.SlowestAnswer ? load.Slowest : row.SlowestAnswer;
        if (Kept is not null)
            File.WriteAllText(Kept, ToString());
    }

    public override string ToString()
    {
        const string Columns = "{0,-30}{1,6} {2,13} {3,16} {4,16} {5,5} {6,8} {7,5} {8,16} {9,8} {10,15}";
        var text = new StringBuilder();
        void Line(params object[] cells) =>
            text.AppendFormat(CultureInfo.InvariantCulture, Columns, cells).AppendLine();
        string[] heads = ["fault", "rounds", "acknowledged", "failed attempts", "processes ended", "lost", "doubled"];
        Line([.. heads, "gaps", "recovery, median", "worst", "slowest answer"]);
        foreach (var (fault, row) in rows)
        {
            row.Recoveries.Sort();
            var failed = $"{100.0 * row.Failed / Math.Max(1, row.Attempts):0.00} %";
            var (median, worst) = (row.Recoveries[row.Recoveries.Count / 2], row.Recoveries[^1]);
            string[] times = [.. new[] { median, worst, row.SlowestAnswer }.Select(t => $"{t.TotalSeconds:0.00} s")];
            object[] counts = [row.Rounds, row.Acknowledged, failed, row.Ended, row.Lost, row.Doubled, row.Gaps];
            Line([fault, .. counts, .. times]);
        }
        return text.ToString();
    }

    private sealed class Row
    {
        public int Rounds { get; set; }

        public int Acknowledged { get; set; }

        public int Attempts { get; set; }

        public int Failed { get; set; }

        /// <summary>By themselves: they learnt that others had taken over.</summary>
        public int Ended { get; set; }

        public int Lost { get; set; }

        public int Doubled { get; set; }

        public long Gaps { get; set; }

        public List<TimeSpan> Recoveries { get; } = [];

        public TimeSpan SlowestAnswer { get; set; }
    }
}
