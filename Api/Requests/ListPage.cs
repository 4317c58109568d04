using Academy.Commands;

namespace Academy.Api.Requests;

/// <summary>
/// A page of a list that a grain holds in memory anyway; its cursor is the place where the next one begins.
/// </summary>
internal static class ListPage
{
    public static Page<T> Of<T>(IReadOnlyList<T> all, PageRequest page)
    {
        var start = page.Cursor is null ? 0 : int.Parse(page.Cursor);
        var items = all.Skip(start).Take(page.Limit).ToArray();
        var end = start + items.Length;
        return new(items, end < all.Count ? end.ToString() : null);
    }
}
