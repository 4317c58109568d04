using Academy.Grains.Chat.Moderation;
using Academy.Grains.Streams;
using Academy.Journal.Projections;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

/// <summary>Rooms, their members and bans, and who monitored conversations.</summary>
internal sealed class RoomProjection : IProjection
{
    private const string AddMembersSql = """
        insert into chat_members (room_id, user_id, role, first_joined_at, joined_at, joined_seq, seq)
        select distinct on (room_id, user_id)
               room_id, user_id, role, min(at) over (partition by room_id, user_id), at, seq, seq
          from (select u.room_id, (m ->> 'userId')::uuid as user_id, m ->> 'role' as role, u.at, u.seq
                  from unnest($1::uuid[], $2::jsonb[], $3::timestamptz[], $4::bigint[])
                            as u (room_id, members, at, seq),
                       jsonb_array_elements(u.members) m) added
         order by room_id, user_id, seq desc
        on conflict (room_id, user_id) do update
           set role = excluded.role, joined_at = excluded.joined_at, joined_seq = excluded.joined_seq, left_at = null,
               seq = excluded.seq
         where chat_members.seq < excluded.seq
        """;

    /// <summary>Behind a new title, with which the table drops what the room was found by.</summary>
    private const string TokensSql = """
        update chat_rooms r set tokens = t.tokens::tsvector
          from (select distinct on (id) * from unnest($1::uuid[], $2::text[], $3::bigint[]) as u (id, tokens, seq)
                 order by id, seq desc) t
         where r.id = t.id and t.tokens is not null
        """;

    public IReadOnlyList<string> Tables => ["chat_rooms", "chat_members", "chat_bans", "chat_monitorings"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .Insert<RoomCreated>("chat.room-created", "chat_rooms")
            .Key("id", e => e.Event.RoomId.Value)
            .Initial("organization", e => e.Organization())
            .Initial("type", e => ChatColumns.Of(e.Event.Type))
            .Initial("title", e => e.Event.Title)
            .Initial("course_id", e => e.Event.CourseId?.Value)
            .Initial("created_by", e => e.Event.By?.Value)
            .Initial("created_at", e => e.At)
            .Initial("member_count", e => e.Event.Members.Count);

        projection
            .On<RoomCreated>("chat.room-created", TokensSql)
            .Uuid(e => e.Event.RoomId.Value)
            .Text(e => RoomTokens.Of(e.Event.Title))
            .Bigint(e => e.Seq);

        projection
            .On<RoomCreated>("chat.room-created", AddMembersSql)
            .Uuid(e => e.Event.RoomId.Value)
            .Json(e => ChatColumns.Of(e.Event.Members))
            .Timestamp(e => e.At)
            .Bigint(e => e.Seq);

        projection
            .On<MembersAdded>("chat.members-added", AddMembersSql)
            .Uuid(e => e.Owner())
            .Json(e => ChatColumns.Of(e.Event.Members))
            .Timestamp(e => e.At)
            .Bigint(e => e.Seq);

        projection
            .Update<MembersAdded>("chat.members-added", "chat_rooms")
            .Key("id", e => e.Owner())
            .Increment("member_count", e => e.Event.Members.Count);

        // Members who come back have no role from before, so the order of the statements in a batch does not matter.
        projection
            .Update<MemberRemoved>("chat.member-removed", "chat_members")
            .Key("room_id", e => e.Owner())
            .Key("user_id", e => e.Event.UserId.Value)
            .Latest("left_at", e => e.At)
            .Latest("role", _ => "member")
            .Newer("seq");

        projection
            .Update<MemberRemoved>("chat.member-removed", "chat_rooms")
            .Key("id", e => e.Owner())
            .Increment("member_count", _ => -1);

        projection
            .Update<MemberRoleChanged>("chat.member-role-changed", "chat_members")
            .Key("room_id", e => e.Owner())
            .Key("user_id", e => e.Event.UserId.Value)
            .Latest("role", e => ChatColumns.Of(e.Event.Role))
            .Newer("seq");

        projection
            .Update<RoomChanged>("chat.room-changed", "chat_rooms")
            .Key("id", e => e.Owner())
            .Latest("title", e => e.Event.Title);

        projection
            .On<RoomChanged>("chat.room-changed", TokensSql)
            .Uuid(e => e.Owner())
            .Text(e => RoomTokens.Of(e.Event.Title))
            .Bigint(e => e.Seq);

        projection
            .Upsert<MemberBanned>("chat.member-banned", "chat_bans")
            .Key("room_id", e => e.Owner())
            .Key("user_id", e => e.Event.UserId.Value)
            .Latest("is_on", _ => true)
            .Latest("until", e => e.Event.Until)
            .Latest("by_id", e => e.Event.By.Value)
            .Latest("at", e => e.At)
            .Newer("seq");
        projection
            .Upsert<MemberUnbanned>("chat.member-unbanned", "chat_bans")
            .Key("room_id", e => e.Owner())
            .Key("user_id", e => e.Event.UserId.Value)
            .Latest("is_on", _ => false)
            .Latest("until", _ => (DateTimeOffset?)null)
            .Latest("by_id", e => e.Event.By.Value)
            .Latest("at", e => e.At)
            .Newer("seq");

        projection
            .Insert<ConversationMonitored>("chat.conversation-monitored", "chat_monitorings")
            .Key("room_id", e => e.Owner())
            .Key("seq", e => e.Seq)
            .Initial("admin_id", e => e.Event.By.Value)
            .Initial("at", e => e.Event.At)
            .Initial("reason", e => e.Event.Reason)
            .Initial("from_seq", e => e.Event.FromSeq)
            .Initial("to_seq", e => e.Event.ToSeq);
    }
}
