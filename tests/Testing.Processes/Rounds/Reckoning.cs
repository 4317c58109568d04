using System.Text.Json;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Clients;
using Academy.Testing.Histories;

namespace Academy.Processes.Rounds;

/// <summary>What is found when everything that was said and seen is held against everything that is stored.</summary>
internal sealed record Reckoning(IReadOnlyList<Finding> Findings, IReadOnlyList<string> Oddities)
{
    public int Lost => Findings.Count(f => f.Kind == FindingKind.Lost);

    public int Doubled => Findings.Count(f => f.Kind is FindingKind.Twice or FindingKind.HappenedNevertheless);

    public int Gaps =>
        Findings.Count(f => f.Kind is FindingKind.Gap or FindingKind.HoleInJournal or FindingKind.Duplicate);

    public bool IsClean => Findings.Count == 0 && Oddities.Count == 0;

    public override string ToString() =>
        string.Join('\n', Oddities.Concat(Findings.Select(finding => finding.ToString())).Take(10));

    public static async Task<Reckoning> OfAsync(IStage stage)
    {
        await CaughtUpAsync(stage);
        var stored = await StoredOf(stage);
        return new(HistoryCheck.Run(stage.History, stored), [.. OdditiesOf(stage)]);
    }

    /// <summary>Everybody has been told everything, however long ago it happened.</summary>
    private static async Task CaughtUpAsync(IStage stage)
    {
        foreach (var learner in stage.Learners.Where(learner => learner.Acknowledged.Count > 0))
        {
            var last = learner.Acknowledged.Max(ack => ack.Seq);
            await Within.Holds(
                () => learner.View.Seq >= last,
                () => $"{learner.View.Stream} at {learner.View.Seq} of {last}; {learner.Watcher!.Fault}"
            );
        }
        await Within.Holds(
            async () => (long)(await stage.Database.RowsAsync("select count(*) from feed"))[0][0] == 0,
            "the courses' feed to be taken up"
        );
        foreach (var watcher in stage.Instructors)
        {
            var head = (long)
                (
                    await stage.Database.RowsAsync(
                        "select coalesce(max(seq), 0) from events where stream = $1",
                        $"academy/{watcher.View.Stream}"
                    )
                )[0][0];
            await Within.Holds(
                () => watcher.View.Seq >= head,
                () => $"{watcher.View.Stream} at {watcher.View.Seq} of {head}; {watcher.Fault}"
            );
        }
        if (!stage.IsOnBoard)
            return;
        var earned = (decimal)
            (await stage.Database.RowsAsync("select coalesce(sum(amount), 0)::numeric from xp_transactions"))[0][0];
        await Within.Holds(
            async () => (await BoardAsync(stage)).Values.Sum() == earned,
            "the board of everybody to have all XP"
        );
    }

    private static async Task<Dictionary<string, long>> BoardAsync(IStage stage) =>
        (await stage.Learners[0].SendAsync(HttpMethod.Get, "/gamification/leaderboard?timeframe=all&limit=100", 200))
            .GetProperty("entries")
            .EnumerateArray()
            .ToDictionary(entry => entry.Text("userId"), entry => entry.GetProperty("xp").GetInt64());

    private static async Task<Stored> StoredOf(IStage stage)
    {
        var database = stage.Database;
        var levels = new Dictionary<string, (long, int)>();
        foreach (var learner in stage.Learners.Where(learner => learner.Acknowledged.Count > 0))
            levels[$"{learner.Id}"] = await learner.GameAsync();
        return new Stored
        {
            Epoch = stage.Learners[0].View.Epoch!,
            Events =
            [
                .. (await database.RowsAsync("select stream, seq, type, data::text from events")).Select(EventOf),
            ],
            Commands =
            [
                .. (
                    await database.RowsAsync("select stream, actor, command_id, first_seq, last_seq from commands")
                ).Select(row => new StoredCommand(
                    (string)row[0],
                    (string)row[1],
                    (string)row[2],
                    (long)row[3],
                    (long)row[4]
                )),
            ],
            UserTotals = await Totals("select user_id::text, xp::bigint from user_stats"),
            DayTotals = await Totals("select user_id::text, sum(xp)::bigint from xp_days group by 1"),
            Leaderboard = stage.IsOnBoard ? await BoardAsync(stage) : null,
            Levels = levels,
            Completions =
            [
                .. (
                    await database.RowsAsync(
                        "select enrollment_id, module_id from module_progress where completed_at is not null"
                    )
                ).Select(row => Happenings.Completion(row[0], row[1])),
            ],
            ActivityIsComplete = true,
        };

        async Task<Dictionary<string, long>> Totals(string sql) =>
            (await database.RowsAsync(sql)).ToDictionary(row => (string)row[0], row => (long)row[1]);
    }

    private static StoredEvent EventOf(object[] row)
    {
        var (stream, type) = ((string)row[0], (string)row[2]);
        var data = JsonSerializer.Deserialize<JsonElement>((string)row[3]);
        var stored = new StoredEvent(stream, (long)row[1], type) { Content = Happenings.ContentOf(type, data) };
        return type switch
        {
            Happenings.ModuleCompleted => stored with { Effect = stored.Content, Completion = stored.Content },
            "progress.time-spent" => stored with
            {
                Effect = Happenings.Spent(
                    data.GetProperty("enrollmentId"),
                    data.GetProperty("moduleId"),
                    data.Number("seconds")
                ),
            },
            Happenings.CourseActivity => stored with { Activity = [.. Happenings.ActivityOf(data)] },
            "gamification.xp-earned" => stored with
            {
                Xp = (stream.Split(':')[1], data.GetProperty("amount").GetInt64(), data.GetProperty("xp").GetInt64()),
            },
            _ => stored,
        };
    }

    /// <summary>What a history has no lines for.</summary>
    private static IEnumerable<string> OdditiesOf(IStage stage)
    {
        foreach (
            var view in stage
                .Learners.Select(learner => learner.View)
                .Concat(stage.Instructors.Select(watcher => watcher.View))
        )
        {
            if (view.Refused > 0)
                yield return $"{view.Stream} was refused {view.Refused} times";
            if (view.Short > 0)
                yield return $"{view.Stream}: {view.Short} resumes ended before the number that they name";
            if (view.Snapshots != 1)
                yield return $"{view.Stream}: {view.Snapshots} snapshots, though everything could have been resumed";
        }
        foreach (var line in stage.Errors.Where(IsABug))
            yield return $"a server says {line}";
    }

    private static bool IsABug(string line) =>
        (line.StartsWith("crit", StringComparison.Ordinal) && !line.Contains("PLANTED", StringComparison.Ordinal))
        || line.Contains("failed unexpectedly", StringComparison.Ordinal)
        || line.Contains("Unhandled", StringComparison.Ordinal);
}
