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
    private static readonly string? Kept = ServerLog.Kept is { } directory ? Path.Combine(directory, "rounds.txt") : null;

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
        var text = new StringBuilder(
            "fault                         rounds  acknowledged  failed attempts  processes ended  lost  doubled  gaps  recovery, median   worst  slowest answer\n");
        foreach (var (fault, row) in rows)
        {
            row.Recoveries.Sort();
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{fault,-30}{row.Rounds,6} {row.Acknowledged,13} {100.0 * row.Failed / Math.Max(1, row.Attempts),14:0.00} % {row.Ended,16} {row.Lost,5} {row.Doubled,8} {row.Gaps,5} "
                + $"{row.Recoveries[row.Recoveries.Count / 2].TotalSeconds,15:0.00} s {row.Recoveries[^1].TotalSeconds,5:0.00} s {row.SlowestAnswer.TotalSeconds,13:0.00} s");
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
