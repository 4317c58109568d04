using System.Text.Json;
using Academy.Grains.Streams;
using Academy.Journal.Projections;

namespace Academy.Grains.Chat.Personal;

internal sealed class PersonalChatProjection : IProjection
{
    public IReadOnlyList<string> Tables => ["chat_reads"];

    public void Define(ProjectionBuilder projection) =>
        projection
            .On<ReadsAdvanced>(
                "chat.read",
                """
                insert into chat_reads (user_id, room_id, seq)
                select u, (read ->> 'roomId')::uuid as room, max((read ->> 'seq')::bigint)
                  from unnest($1::uuid[], $2::jsonb[]) as e (u, reads), jsonb_array_elements(reads) as read
                 group by u, room order by room, u
                on conflict (room_id, user_id) do update set seq = greatest(chat_reads.seq, excluded.seq)
                """
            )
            .Uuid(e => e.Owner())
            .Json(e => JsonSerializer.Serialize(e.Event.Reads, PersonalChatJson.Default.IReadOnlyListRoomRead));
}
