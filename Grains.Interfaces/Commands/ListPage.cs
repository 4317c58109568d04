namespace Academy.Commands;

/// <summary>A page of a list that is in memory anyway, the oldest first.</summary>
public static class ListPage
{
    /// <param name="key">What never changes of an item: the list's order, and its cursors.</param>
    public static Page<T> Of<T>(IEnumerable<T> all, PageRequest page, Func<T, (DateTimeOffset At, Guid Id)> key)
    {
        var after = PageCursor.Parse(page.Cursor);
        var found = all.Select(item => (Item: item, Key: key(item)))
            .Where(x => after is null || x.Key.CompareTo(after.Value) > 0)
            .OrderBy(x => x.Key)
            .Take(page.Limit + 1)
            .ToArray();
        return Page<(T Item, (DateTimeOffset At, Guid Id) Key)>
            .Of(found, page.Limit, last => PageCursor.Of(last.Key.At, last.Key.Id))
            .Select(x => x.Item);
    }
}
