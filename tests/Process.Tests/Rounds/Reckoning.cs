using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;

namespace Academy.Processes.Rounds;

/// <summary>What is found when everything that was said is held against everything that is stored.</summary>
internal sealed record Reckoning(int Acknowledged, int Lost, int Doubled, long Gaps, IReadOnlyList<string> Faults)
{
    /// <summary>Journal, acknowledgements, sockets and read models must tell the same story.</summary>
    public static async Task<Reckoning> OfAsync(Stage stage)
    {
        await CaughtUpAsync(stage);
        var faults = new List<string>();
        var stored = await stage.Database.RowsAsync(
            "select stream, (data->>'moduleId')::uuid, seq from events where type = 'progress.module-completed' order by stream, seq");
        var completions = stored.ToLookup(row => (Stream: (string)row[0], Module: (Guid)row[1]), row => (long)row[2]);
        var doubled = completions.Count(seqs => seqs.Count() > 1);
        int acknowledged = 0, lost = 0;
        long gaps = await Holes(stage);
        foreach (var learner in stage.Learners)
        {
            var stream = $"academy/user:{learner.Id}";
            acknowledged += learner.Acknowledged.Count;
            foreach (var ack in learner.Acknowledged)
            {
                if (!completions[(stream, ack.Module)].Contains(ack.Seq))
                    (lost, _) = (lost + 1, Say($"{stream} {ack.Module} was acknowledged as {ack.Seq}, and is not there"));
            }
            if (!learner.Acknowledged.Select(ack => ack.Seq).SequenceEqual(learner.Acknowledged.Select(ack => ack.Seq).Order()))
                Say($"{stream}: numbers of answers are out of order");
            gaps += Seen(learner.View, stream, Say);
            await SameAsJournal(stage, learner, stream, Say);
        }
        gaps += Activity(stage, Say);
        foreach (var sum in await Sums(stage))
            Say(sum);
        foreach (var line in stage.Server.Errors.Where(line => line.StartsWith("crit", StringComparison.Ordinal) || line.Contains("unexpectedly") || line.Contains("Unhandled")))
            Say($"the server says {line}");
        return new(acknowledged, lost, doubled, gaps, faults);

        bool Say(string fault)
        {
            faults.Add(fault);
            return true;
        }
    }

    /// <summary>Everybody has been told everything, however long ago it happened.</summary>
    private static async Task CaughtUpAsync(Stage stage)
    {
        foreach (var learner in stage.Learners.Where(learner => learner.Acknowledged.Count > 0))
        {
            var last = learner.Acknowledged.Max(ack => ack.Seq);
            await Within.Holds(() => learner.View.Seq >= last, () => $"{learner.View.Stream} at {learner.View.Seq} of {last}; {learner.Watcher!.Fault}");
        }
        var wanted = stage.Learners.Sum(learner => learner.Acknowledged.Count);
        await Within.Holds(
            () => stage.Instructors.Sum(watcher => ActivityOf(watcher).Count()) >= wanted,
            () => $"{stage.Instructors.Sum(watcher => ActivityOf(watcher).Count())} of {wanted} completions on the courses' streams");
    }

    private static IEnumerable<(string Learner, string Module)> ActivityOf(Clients.Watcher instructor) =>
        instructor.View.Events.SelectMany(e => e.GetProperty("data").GetProperty("items").EnumerateArray())
            .Where(item => item.Text("kind") == "module-completed").Select(item => (item.Text("userId"), item.Text("moduleId")));

    private static long Seen(Clients.StreamView view, string stream, Func<string, bool> say)
    {
        if (view.Refused > 0)
            say($"{stream} was refused {view.Refused} times");
        if (view.Repeated > 0)
            say($"{stream}: {view.Repeated} events came twice");
        if (view.Snapshots != 1)
            say($"{stream}: {view.Snapshots} snapshots, though everything could have been resumed");
        if (view.Missing > 0)
            say($"{stream}: {view.Missing} events never came");
        return view.Missing;
    }

    private static long Activity(Stage stage, Func<string, bool> say)
    {
        var gaps = stage.Instructors.Sum(watcher => Seen(watcher.View, watcher.View.Stream, say));
        var told = stage.Instructors.SelectMany(ActivityOf).ToArray();
        if (told.Length != told.Distinct().Count())
            say($"{told.Length - told.Distinct().Count()} completions are on their course's stream twice");
        var acknowledged = stage.Learners.SelectMany(learner => learner.Acknowledged).Select(ack => ($"{ack.Learner}", $"{ack.Module}"));
        if (acknowledged.Except(told).Count() is > 0 and var missing)
            say($"{missing} completions are not on their course's stream");
        return gaps;
    }

    /// <summary>What the socket brought is what the journal holds.</summary>
    private static async Task SameAsJournal(Stage stage, Learner learner, string stream, Func<string, bool> say)
    {
        var journal = (await stage.Database.RowsAsync(
            "select seq, type, coalesce(data->>'moduleId', '') from events where stream = $1 and seq > $2 and seq <= $3 order by seq",
            stream, learner.View.Joined, learner.View.Seq)).Select(row => $"{row[0]} {row[1]} {row[2]}");
        var seen = learner.View.Events.Select(e => e.GetProperty("type").GetString() is "none" or null
            ? $"{e.GetProperty("seq")} none "
            : $"{e.GetProperty("seq")} {e.Text("type")} {(e.GetProperty("data").TryGetProperty("moduleId", out var module) ? module.GetString() : "")}");
        if (journal.Zip(seen).FirstOrDefault(pair => pair.First != pair.Second && !pair.Second.Contains(" none ")) is { First: not null } other)
            say($"{stream}: the journal has '{other.First}', the socket brought '{other.Second}'");
    }

    private static async Task<long> Holes(Stage stage) => (long)(await stage.Database.RowsAsync(
        "select count(*) from (select 1 from events group by stream having max(seq) <> count(*) or min(seq) <> 1) holes"))[0][0];

    /// <summary>Nothing is made of nothing: each sum is counted in two ways.</summary>
    private static async Task<IEnumerable<string>> Sums(Stage stage) => (await stage.Database.RowsAsync(
        """
        with xp as (select user_id, sum(amount) as total from xp_transactions group by 1)
        select 'XP of ' || user_id || ': ' || total || ' earned, ' || coalesce(s.xp::text, 'none') || ' in user_stats'
          from xp left join user_stats s using (user_id) where s.xp is distinct from total
        union all
        select 'XP of ' || user_id || ': ' || total || ' earned, ' || coalesce(d.xp::text, 'none') || ' in xp_days'
          from xp left join (select user_id, sum(xp) as xp from xp_days group by 1) d using (user_id) where d.xp is distinct from total
        union all
        select 'XP of ' || user_id || ' for ' || cause || ' ' || source || ' was paid ' || count(*) || ' times'
          from xp_transactions where source is not null group by user_id, cause, source having count(*) > 1
        union all
        select 'read model: ' || count(*) || ' completions more or less than the journal has'
          from (select enrollment_id, module_id from module_progress where completed_at is not null) p
          full join (select (data->>'enrollmentId')::uuid as enrollment_id, (data->>'moduleId')::uuid as module_id
                       from events where type = 'progress.module-completed') e using (enrollment_id, module_id)
         where p.enrollment_id is null or e.enrollment_id is null having count(*) > 0
        """)).Select(row => (string)row[0]);
}
