using Academy.Grains.Search;

namespace Academy.Grains.Chat.Rooms;

/// <summary>What rooms are searched by: the words of their titles.</summary>
internal static class RoomTokens
{
    public static UnindexedText Unindexed { get; } =
        new(
            "chat_rooms",
            """
            select id, 0::bigint, title from chat_rooms where tokens is null and title is not null order by id limit $1
            """,
            """
            update chat_rooms r set tokens = u.tokens::tsvector
              from (select * from unnest($1::uuid[], $3::text[], $4::text[]) as u (id, title, tokens) order by id) u
             where r.id = u.id and r.title = u.title and r.tokens is null
            """,
            texts => Of(texts[0])!
        );

    /// <returns>The text of a <c>tsvector</c>; null: there is no title.</returns>
    public static string? Of(string? title) => title is null ? null : SearchTokens.Literal(SearchTokens.OfName(title));
}
