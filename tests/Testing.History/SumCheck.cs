namespace Academy.Testing.Histories;

/// <summary>
/// Sums that are conserved: XP of the events = running totals = read models = board; a module is completed once per
/// enrollment; the course's stream tells of each completion once; level = floor(sqrt(xp / 100)).
/// </summary>
internal sealed class SumCheck(Stored stored, List<Finding> findings)
{
    public void Run()
    {
        var earned = Earned();
        Equal(earned, stored.UserTotals, "the users' totals");
        Equal(earned, stored.DayTotals, "the days' totals");
        Equal(earned, stored.Leaderboard, "the leaderboard");
        if (stored.Levels is { } shown)
        {
            Equal(earned, shown.ToDictionary(person => person.Key, person => person.Value.Xp), "what people are shown");
            foreach (var (person, (xp, level)) in shown)
            {
                if (level < 0 || 100L * level * level > xp || 100L * (level + 1) * (level + 1) <= xp)
                    Sum($"{person} is shown level {level} with {xp} XP.");
            }
        }
        Completions();
    }

    private Dictionary<string, long> Earned()
    {
        var earned = new Dictionary<string, long>();
        foreach (
            var e in stored
                .Events.Where(e => e.Xp is not null)
                .OrderBy(e => e.Stream, StringComparer.Ordinal)
                .ThenBy(e => e.Seq)
        )
        {
            var (person, amount, total) = e.Xp!.Value;
            var sum = earned[person] = earned.GetValueOrDefault(person) + amount;
            if (sum != total)
                Sum($"{e.Stream} at {e.Seq} says that {person} has {total} XP; the events up to it give {sum}.");
        }
        return earned;
    }

    private void Equal(Dictionary<string, long> earned, IReadOnlyDictionary<string, long>? others, string name)
    {
        if (others is null)
            return;
        foreach (var person in earned.Keys.Union(others.Keys).Order(StringComparer.Ordinal))
        {
            var (events, there) = (earned.GetValueOrDefault(person), others.GetValueOrDefault(person));
            if (events != there)
                Sum($"{person} earned {events} XP by the events; {name} have {there}.");
        }
    }

    private void Completions()
    {
        var completed = stored.Events.Where(e => e.Completion is not null).ToArray();
        foreach (var twice in completed.GroupBy(e => e.Completion!).Where(group => group.Count() > 1))
        {
            var places = string.Join(" and ", twice.Select(e => $"{e.Stream}/{e.Seq}"));
            findings.Add(new(FindingKind.Twice, $"{twice.Key} was completed at {places}.", []));
        }
        var all = completed.Select(e => e.Completion!).ToHashSet();
        if (stored.Completions is { } rows && !all.SetEquals(rows))
            Sum(
                $"The read model has {rows.Count} completions, the journal {all.Count}: "
                    + $"{string.Join(", ", all.Except(rows).Concat(rows.Except(all)).Take(3))}."
            );

        var told = stored
            .Events.SelectMany(e => e.Activity.Select(item => (Item: item, e.Stream, e.Seq)))
            .GroupBy(x => x.Item)
            .ToArray();
        foreach (var item in told)
        {
            if (item.Count() > 1)
                Activity($"{item.Key} is told at {string.Join(" and ", item.Select(x => $"{x.Stream}/{x.Seq}"))}.");
            if (!all.Contains(item.Key))
                Activity($"{item.Key} is told on {item.First().Stream}, but nobody completed it.");
        }
        if (stored.ActivityIsComplete && all.Except(told.Select(item => item.Key)).FirstOrDefault() is { } untold)
            Activity($"{untold} is not told on any course's stream.");
    }

    private void Sum(string text) => findings.Add(new(FindingKind.WrongSum, text, []));

    private void Activity(string text) => findings.Add(new(FindingKind.WrongActivity, text, []));
}
