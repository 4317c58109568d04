using Academy.Grains.Search;

namespace Academy.Grains.Accounts;

/// <summary>What people are searched by: the words of their names.</summary>
internal static class UserTokens
{
    public static UnindexedText Unindexed { get; } =
        new(
            "users",
            "select id, 0::bigint, display_name from users where tokens is null order by id limit $1",
            """
            update users m set tokens = u.tokens::tsvector, sort_name = u.sort_name
              from (select * from unnest($1::uuid[], $3::text[], $4::text[], $5::text[])
                        as u (id, display_name, tokens, sort_name) order by id) u
             where m.id = u.id and m.display_name = u.display_name and m.tokens is null
            """,
            texts => Of(texts[0]!)
        );

    /// <returns>The text of a <c>tsvector</c>.</returns>
    public static string Of(string name) => SearchTokens.Literal(SearchTokens.OfName(name));
}
