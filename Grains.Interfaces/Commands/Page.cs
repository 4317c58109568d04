using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Commands;

/// <summary>One page of a list.</summary>
/// <param name="NextCursor">Where the next page begins; null on the last.</param>
[GenerateSerializer, Immutable, Alias("commands.page`1")]
public sealed record Page<T>(
    [property: Id(0)] IReadOnlyList<T> Items,
    [property: Id(1), JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor
);

/// <summary>Which page is asked for. An unreadable cursor is refused before it gets here.</summary>
[GenerateSerializer, Immutable, Alias("commands.page-request")]
public sealed record PageRequest([property: Id(0)] int Limit, [property: Id(1)] string? Cursor)
{
    public const int LimitDefault = 50;
    public const int LimitMax = 200;
}
