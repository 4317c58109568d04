namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>The delimiters of a paragraph that may still become emphases, after CommonMark's algorithm.</summary>
internal sealed class DelimiterStack(WorkBudget budget)
{
    public DelimiterPiece? Last { get; private set; }

    public void Add(DelimiterPiece delimiter)
    {
        delimiter.Previous = Last;
        if (Last is not null)
            Last.Next = delimiter;
        Last = delimiter;
    }

    /// <summary>Whether one of this mark is there.</summary>
    public bool Has(char mark)
    {
        for (var one = Last; one is not null; one = one.Previous)
        {
            budget.Spend(1);
            if (one.Mark == mark)
                return true;
        }
        return false;
    }

    /// <summary>Makes emphases of those after a delimiter (null: of all); none of them remains.</summary>
    public void Pair(DelimiterPiece? bottom)
    {
        // Where a search for what an end belongs to came to nothing, the next one of its kind need not search again.
        var searched = new Dictionary<(char, bool, int), int>();
        var floor = bottom?.Place ?? -1;
        var end = FirstAfter(bottom);
        while (end is not null)
        {
            if (!end.CanClose || !end.IsEnough)
            {
                end = end.Next;
                continue;
            }
            var kind = (end.Mark, end.CanOpen, end.Count % 3);
            var stop = searched.GetValueOrDefault(kind, floor);
            var begin = end.Previous;
            while (begin is not null && begin.Place > stop && !begin.Matches(end))
            {
                budget.Spend(1);
                begin = begin.Previous;
            }
            if (begin is null || begin.Place <= stop)
            {
                searched[kind] = end.Place - 1;
                var next = end.Next;
                if (!end.CanOpen)
                    Remove(end);
                end = next;
                continue;
            }
            while (begin.IsEnough && end.IsEnough)
                begin.Embrace(end);
            for (var between = end.Previous; between != begin; between = end.Previous)
                Remove(between!);
            if (!begin.IsEnough)
                Remove(begin);
            if (!end.IsEnough)
            {
                var next = end.Next;
                Remove(end);
                end = next;
            }
        }
        while (Last != bottom)
            Remove(Last!);
    }

    private DelimiterPiece? FirstAfter(DelimiterPiece? bottom)
    {
        if (bottom is not null)
            return bottom.Next;
        var first = Last;
        for (; first?.Previous is not null; first = first.Previous)
            budget.Spend(1);
        return first;
    }

    private void Remove(DelimiterPiece delimiter)
    {
        if (delimiter.Previous is { } previous)
            previous.Next = delimiter.Next;
        if (delimiter.Next is { } next)
            next.Previous = delimiter.Previous;
        else
            Last = delimiter.Previous;
    }
}
