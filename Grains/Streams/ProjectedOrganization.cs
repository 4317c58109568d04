using Academy.Journal.Projections;

namespace Academy.Grains.Streams;

/// <summary>The organization is the first part of every stream's name.</summary>
internal static class ProjectedOrganization
{
    public static string Organization<TEvent>(this Projected<TEvent> e) =>
        e.Stream[..e.Stream.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>The id behind the kind: <c>org/user:{id}</c>.</summary>
    public static Guid Owner<TEvent>(this Projected<TEvent> e) =>
        Guid.Parse(e.Stream.AsSpan(e.Stream.IndexOf(':', StringComparison.Ordinal) + 1));
}
