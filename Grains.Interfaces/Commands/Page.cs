using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Commands;

/// <summary>One page of a list.</summary>
/// <param name="NextCursor">Where the next page begins; null on the last.</param>
/// <param name="AsOf">Of a list whose order may change between two pages: when its first page was read. What moved up
/// since then is on no later page.</param>
[GenerateSerializer, Immutable, Alias("commands.page`1")]
public sealed record Page<T>(
    [property: Id(0)] IReadOnlyList<T> Items,
    [property: Id(1), JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    [property: Id(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? AsOf = null
)
{
    /// <summary>Of rows that were read up to one more than the page has.</summary>
    public static Page<T> Of(IReadOnlyList<T> found, int limit, Func<T, string> cursor) =>
        found.Count > limit ? new([.. found.Take(limit)], cursor(found[limit - 1])) : new(found, null);

    /// <summary>The same page of another form of its items.</summary>
    public Page<TOther> Select<TOther>(Func<T, TOther> form) => new([.. Items.Select(form)], NextCursor, AsOf);
}

/// <summary>Which page is asked for. An unreadable cursor is refused before it gets here.</summary>
/// <param name="AsOf">When the first page was read, if the list's order may change between two pages.</param>
[GenerateSerializer, Immutable, Alias("commands.page-request")]
public sealed record PageRequest(
    [property: Id(0)] int Limit,
    [property: Id(1)] string? Cursor,
    [property: Id(2)] DateTimeOffset? AsOf = null
)
{
    public const int LimitDefault = 50;
    public const int LimitMax = 200;
}
