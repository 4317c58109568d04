using Academy.Grains.Search;

namespace Academy.Grains.Catalog;

/// <summary>What a course is searched and filtered by: the words of its title, category and description.</summary>
internal static class CourseTokens
{
    public static UnindexedText Unindexed { get; } =
        new(
            "courses",
            "select id, 0::bigint, title, category, description from courses where tokens is null order by id limit $1",
            """
            update courses c set tokens = u.tokens::tsvector
              from (select * from unnest($1::uuid[], $4::text[]) as u (id, tokens) order by id) u
             where c.id = u.id and c.tokens is null
            """,
            texts => Of(texts[0]!, texts[1]!, texts[2]!)
        );

    /// <returns>The text of a <c>tsvector</c>.</returns>
    public static string Of(string title, string category, string description)
    {
        string[] tokens =
        [
            .. SearchTokens.Of(title, category, description),
            SearchTokens.Category + SearchTokens.WholeOf(category),
        ];
        return SearchTokens.Literal(tokens, SearchTokens.OfName(title));
    }
}
