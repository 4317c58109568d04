using Academy.Grains.Search;

namespace Academy.Grains.Chat.Messages;

/// <summary>Messages that cannot be found by their words yet.</summary>
internal static class MessageSearch
{
    public static UnindexedText Unindexed { get; } =
        new(
            "chat_messages",
            """
            select room_id, seq, body from chat_messages
             where tokens is null and body is not null and deleted_at is null order by room_id, seq limit $1
            """,
            """
            update chat_messages m set tokens = message_tokens(u.tokens::tsvector, m.room_id, m.at)
              from (select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[])
                        as u (room_id, seq, body, tokens) order by room_id, seq) u
             where m.room_id = u.room_id and m.seq = u.seq and m.body = u.body
               and m.tokens is null and m.deleted_at is null
            """,
            texts => SearchTokens.Literal(SearchTokens.Of(texts[0]))
        );
}
