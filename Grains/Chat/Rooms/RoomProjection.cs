using Academy.Grains.Chat.Moderation;
using Academy.Grains.Streams;
using Academy.Journal.Projections;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

/// <summary>Rooms and who is in them.</summary>
internal sealed class RoomProjection : IProjection
{
    private const string AddMembersSql = """
        insert into chat_members (room_id, user_id, role, first_joined_at, joined_at, joined_seq, seq)
        select distinct on (room_id, user_id) room_id, user_id, role, min(at) over (partition by room_id, user_id), at, seq, seq
          from (select u.room_id, (m ->> 'userId')::uuid as user_id, m ->> 'role' as role, u.at, u.seq
                  from unnest($1::uuid[], $2::jsonb[], $3::timestamptz[], $4::bigint[]) as u (room_id, members, at, seq),
                       jsonb_array_elements(u.members) m) added
         order by room_id, user_id, seq desc
        on conflict (room_id, user_id) do update
           set role = excluded.role, joined_at = excluded.joined_at, joined_seq = excluded.joined_seq, left_at = null, seq = excluded.seq
         where chat_members.seq < excluded.seq
        """;

    public IReadOnlyList<string> Tables => ["chat_rooms", "chat_members", "chat_bans", "chat_monitorings"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .On<RoomCreated>(
                "chat.room-created",
                """
                insert into chat_rooms (id, organization, type, title, course_id, created_by, created_at, member_count)
                select id, organization, type, title, course::uuid, creator::uuid, at, members
                  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::int[])
                    as u (id, organization, type, title, course, creator, at, members)
                 order by id
                on conflict (id) do nothing
                """
            )
            .Uuid(e => e.Event.RoomId.Value)
            .Text(e => e.Organization())
            .Text(e => ChatColumns.Of(e.Event.Type))
            .Text(e => e.Event.Title)
            .Text(e => e.Event.CourseId?.ToString())
            .Text(e => e.Event.By?.ToString())
            .Timestamp(e => e.At)
            .Integer(e => e.Event.Members.Count);

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
            .On<MembersAdded>(
                "chat.members-added",
                """
                update chat_rooms r set member_count = r.member_count + a.members
                  from (select room_id, sum(members)::int as members from unnest($1::uuid[], $2::int[]) as u (room_id, members)
                         group by room_id order by room_id) a
                 where r.id = a.room_id
                """
            )
            .Uuid(e => e.Owner())
            .Integer(e => e.Event.Members.Count);

        // A role that somebody had before he left is none that he comes back with: so the order of a batch does not
        // matter.
        projection
            .On<MemberRemoved>(
                "chat.member-removed",
                """
                update chat_members m set left_at = r.at, role = 'member', seq = r.seq
                  from (select distinct on (room_id, user_id) *
                          from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[]) as u (room_id, user_id, at, seq)
                         order by room_id, user_id, seq desc) r
                 where m.room_id = r.room_id and m.user_id = r.user_id and m.seq < r.seq
                """
            )
            .Uuid(e => e.Owner())
            .Uuid(e => e.Event.UserId.Value)
            .Timestamp(e => e.At)
            .Bigint(e => e.Seq);

        projection
            .On<MemberRemoved>(
                "chat.member-removed",
                """
                update chat_rooms r set member_count = r.member_count - g.members
                  from (select room_id, count(*)::int as members from unnest($1::uuid[]) as u (room_id) group by room_id order by room_id) g
                 where r.id = g.room_id
                """
            )
            .Uuid(e => e.Owner());

        projection
            .On<MemberRoleChanged>(
                "chat.member-role-changed",
                """
                update chat_members m set role = c.role, seq = c.seq
                  from (select distinct on (room_id, user_id) *
                          from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[]) as u (room_id, user_id, role, seq)
                         order by room_id, user_id, seq desc) c
                 where m.room_id = c.room_id and m.user_id = c.user_id and m.seq < c.seq
                """
            )
            .Uuid(e => e.Owner())
            .Uuid(e => e.Event.UserId.Value)
            .Text(e => ChatColumns.Of(e.Event.Role))
            .Bigint(e => e.Seq);

        projection
            .On<RoomChanged>(
                "chat.room-changed",
                """
                update chat_rooms r set title = c.title
                  from (select distinct on (room_id) * from unnest($1::uuid[], $2::text[], $3::bigint[]) as u (room_id, title, seq)
                         order by room_id, seq desc) c
                 where r.id = c.room_id
                """
            )
            .Uuid(e => e.Owner())
            .Text(e => e.Event.Title)
            .Bigint(e => e.Seq);

        const string ban = """
            insert into chat_bans (room_id, user_id, is_on, until, by_id, at, seq)
            select distinct on (room_id, user_id) room_id, user_id, is_on > 0, until::timestamptz, by_id, at, seq
              from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::timestamptz[], $7::bigint[])
                as u (room_id, user_id, is_on, until, by_id, at, seq)
             order by room_id, user_id, seq desc
            on conflict (room_id, user_id) do update
               set is_on = excluded.is_on, until = excluded.until, by_id = excluded.by_id, at = excluded.at, seq = excluded.seq
             where chat_bans.seq < excluded.seq
            """;
        projection
            .On<MemberBanned>("chat.member-banned", ban)
            .Uuid(e => e.Owner())
            .Uuid(e => e.Event.UserId.Value)
            .Integer(_ => 1)
            .Text(e => e.Event.Until?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture))
            .Uuid(e => e.Event.By.Value)
            .Timestamp(e => e.At)
            .Bigint(e => e.Seq);
        projection
            .On<MemberUnbanned>("chat.member-unbanned", ban)
            .Uuid(e => e.Owner())
            .Uuid(e => e.Event.UserId.Value)
            .Integer(_ => 0)
            .Text(_ => null)
            .Uuid(e => e.Event.By.Value)
            .Timestamp(e => e.At)
            .Bigint(e => e.Seq);

        projection
            .On<ConversationMonitored>(
                "chat.conversation-monitored",
                """
                insert into chat_monitorings (room_id, seq, admin_id, at, reason, from_seq, to_seq)
                select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::text[], $6::bigint[], $7::bigint[])
                 order by 1, 2
                on conflict (room_id, seq) do nothing
                """
            )
            .Uuid(e => e.Owner())
            .Bigint(e => e.Seq)
            .Uuid(e => e.Event.By.Value)
            .Timestamp(e => e.Event.At)
            .Text(e => e.Event.Reason)
            .Bigint(e => e.Event.FromSeq)
            .Bigint(e => e.Event.ToSeq);
    }
}
