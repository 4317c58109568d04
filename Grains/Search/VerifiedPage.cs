namespace Academy.Grains.Search;

/// <summary>A page of what really matches, of what the index found.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Last">The row after which the next page begins; null: there is no next page.</param>
internal sealed record VerifiedPage<T>(IReadOnlyList<T> Items, T? Last)
    where T : class
{
    /// <summary>Rows of one round, when the index alone cannot tell.</summary>
    private const int RoundMin = 200;

    /// <summary>Rows that one page looks at; it goes beyond this only to find its first item.</summary>
    private const int LookedAtMax = 2_000;

    /// <param name="query">What is asked for; null: every row matches.</param>
    /// <param name="limit">Items of the page.</param>
    /// <param name="read">Reads so many rows after one; from the beginning when there is none.</param>
    /// <param name="matches">Whether a row has what is asked for.</param>
    public static async Task<VerifiedPage<T>> ReadAsync(
        SearchQuery? query,
        int limit,
        Func<T?, int, Task<IReadOnlyList<T>>> read,
        Func<T, bool> matches
    )
    {
        var isVerifying = query is { NeedsVerifying: true };
        var size = isVerifying ? Math.Max(limit + 1, RoundMin) : limit + 1;
        var (items, last, lookedAt) = (new List<T>(), (T?)null, 0);
        while (true)
        {
            var rows = await read(last, size);
            foreach (var row in rows)
            {
                if (isVerifying && !matches(row))
                {
                    last = row;
                    continue;
                }
                if (items.Count == limit)
                    return new(items, items[^1]);
                items.Add(row);
                last = row;
            }
            lookedAt += rows.Count;
            if (rows.Count < size)
                return new(items, null);
            if (lookedAt >= LookedAtMax && items.Count > 0)
                return new(items, last);
        }
    }
}
