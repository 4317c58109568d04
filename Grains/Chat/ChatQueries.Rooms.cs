using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Chat;

// Rooms and members.
internal sealed partial class ChatQueries
{
    /// <summary>
    /// A person's rooms. The latest message and the number of unread ones are computed here and not stored: otherwise
    /// each message would have to update a row for every member. Of later pages the order is that of the first page's
    /// time, so that a room that gets a message meanwhile stays where it was.
    /// </summary>
    private static readonly string RoomsSql = $"""
        with page as (
            select r.id, r.type, r.title, r.course_id, r.member_count, me.role, me.joined_seq, coalesce(d.seq, 0)
                as read,
                   ordered.active, last.seq, last.sender_id, last.body, last.at
              from chat_members me
              join chat_rooms r on r.id = me.room_id
              left join chat_reads d on d.room_id = me.room_id and d.user_id = me.user_id
              left join lateral (
                   select m.seq, m.sender_id, m.body, m.at from chat_messages m
                    where m.room_id = me.room_id and m.deleted_at is null order by m.seq desc limit 1) last on true
              cross join lateral (select case when $7::timestamptz is null or last.at <= $7 then last.at else (
                   select m.at from chat_messages m
                    where m.room_id = me.room_id and m.deleted_at is null and m.at <= $7
                    order by m.seq desc limit 1) end as at) known
              cross join lateral (select coalesce(known.at, me.joined_at) as active) ordered
             where me.user_id = $1 and me.left_at is null and r.organization = $2 and ($3::uuid is null or r.id = $3)
               and ($4::timestamptz is null or (ordered.active, r.id) < ($4, $5))
             order by active desc, r.id desc limit $6)
        select page.id, type, title, course_id, member_count, role, read, active, seq, sender_id, body, at,
               (select count(*) from (
                    select from chat_messages m
                     where m.room_id = page.id and m.seq > greatest(page.read, page.joined_seq)
                         and m.sender_id <> $1 and m.deleted_at is null
                     limit {ChatLimits.UnreadMax}) unread)::int,
               (select o.user_id from chat_members o
                   where page.type = 'direct' and o.room_id = page.id and o.user_id <> $1 limit 1)
          from page order by active desc, page.id desc
        """;

    public async Task<Page<RoomListItem>> Rooms(
        OrganizationId organization,
        UserId user,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var found = await ReadRooms(organization, user, null, page with { Limit = page.Limit + 1 }, cancellationToken);
        return Page<(RoomListItem Room, DateTimeOffset Active)>
            .Of(found, page.Limit, last => PageCursor.Of(last.Active, last.Room.Id.Value))
            .Select(f => f.Room);
    }

    public async Task<RoomListItem?> Room(
        OrganizationId organization,
        UserId user,
        RoomId room,
        CancellationToken cancellationToken
    ) => (await ReadRooms(organization, user, room, new(1, null), cancellationToken)) is [var one] ? one.Room : null;

    public async Task<Page<MemberView>> Members(
        OrganizationId organization,
        RoomId room,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(
            $"""
            select m.user_id, m.role, m.joined_at,
                   case when r.member_count <= {ChatLimits.ListedMembersMax} then coalesce(d.seq, 0) end,
                   m.first_joined_at
              from chat_members m
              join chat_rooms r on r.id = m.room_id
              left join chat_reads d on d.room_id = m.room_id and d.user_id = m.user_id
             where r.organization = $1 and m.room_id = $2 and m.left_at is null
               and ($3::timestamptz is null or (m.first_joined_at, m.user_id) > ($3, $4))
             order by m.first_joined_at, m.user_id limit $5
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(room.Value);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(page.Limit + 1);
        var members = await Read(
            command,
            row =>
                (
                    View: new MemberView(
                        new UserId(row.GetGuid(0)),
                        "",
                        ChatColumns.RoleOf(row.GetString(1)),
                        row.GetFieldValue<DateTimeOffset>(2),
                        row.IsDBNull(3) ? null : row.GetInt64(3)
                    ),
                    FirstJoinedAt: row.GetFieldValue<DateTimeOffset>(4)
                ),
            cancellationToken
        );
        await names.EnsureAsync(members.Select(m => m.View.UserId));
        return Page<(MemberView View, DateTimeOffset FirstJoinedAt)>
            .Of(members, page.Limit, last => PageCursor.Of(last.FirstJoinedAt, last.View.UserId.Value))
            .Select(m =>
                m.View with
                {
                    DisplayName = names.Of(m.View.UserId),
                    Picture = names.PictureOf(m.View.UserId),
                }
            );
    }

    public async Task<SeenBy> SeenBy(
        OrganizationId organization,
        RoomId room,
        long seq,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select d.user_id, d.seq, count(d.user_id) over (), r.member_count
              from chat_rooms r
              left join (chat_messages m
                         join chat_reads d on d.room_id = m.room_id and d.seq >= m.seq and d.user_id <> m.sender_id
                         join chat_members me on me.room_id = d.room_id and me.user_id = d.user_id
                             and me.left_at is null)
                on m.room_id = r.id and m.seq = $3
             where r.id = $2 and r.organization = $1
             order by d.seq, d.user_id limit {ChatLimits.ListedMembersMax}
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(room.Value);
        command.Parameters.AddWithValue(seq);
        var (count, members) = (0, 0);
        var found = await Read(
            command,
            row =>
            {
                (count, members) = ((int)row.GetInt64(2), row.GetInt32(3));
                return row.IsDBNull(0) ? null : new ReaderView(new UserId(row.GetGuid(0)), "", row.GetInt64(1));
            },
            cancellationToken
        );
        var readers = found.OfType<ReaderView>().ToArray();
        await names.EnsureAsync(readers.Select(r => r.UserId));
        return new SeenBy(
            count,
            members,
            [.. readers.Select(r => r with { DisplayName = names.Of(r.UserId), Picture = names.PictureOf(r.UserId) })]
        );
    }

    private async Task<List<(RoomListItem Room, DateTimeOffset Active)>> ReadRooms(
        OrganizationId organization,
        UserId user,
        RoomId? room,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(RoomsSql);
        command.Parameters.AddWithValue(user.Value);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddOptional(room?.Value, NpgsqlDbType.Uuid);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(page.Limit);
        command.Parameters.AddOptional(after is null ? null : page.AsOf, NpgsqlDbType.TimestampTz);
        var found = await Read(
            command,
            row => (Room: ReadRoom(row), Active: row.GetFieldValue<DateTimeOffset>(7)),
            cancellationToken
        );
        await names.EnsureAsync(found.SelectMany(f => PeopleOf(f.Room)));
        return found.ConvertAll(f => (Named(f.Room), f.Active));
    }

    private static RoomListItem ReadRoom(NpgsqlDataReader row)
    {
        var id = new RoomId(row.GetGuid(0));
        var last = row.IsDBNull(8)
            ? null
            : new LastMessageView(
                row.GetInt64(8),
                MessageId.Of(id, row.GetInt64(8)),
                new UserId(row.GetGuid(9)),
                "",
                row.IsDBNull(10) ? null : row.GetString(10),
                row.GetFieldValue<DateTimeOffset>(11)
            );
        return new RoomListItem(
            id,
            ChatColumns.TypeOf(row.GetString(1)),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.IsDBNull(3) ? null : new CourseId(row.GetGuid(3)),
            row.GetInt32(4),
            ChatColumns.RoleOf(row.GetString(5)),
            row.IsDBNull(13) ? null : new RoomPersonView(new UserId(row.GetGuid(13)), ""),
            last,
            row.GetInt32(12),
            row.GetInt64(6),
            last?.Seq ?? 0
        );
    }

    private static IEnumerable<UserId> PeopleOf(RoomListItem room)
    {
        if (room.Other is { } other)
            yield return other.UserId;
        if (room.LastMessage is { } last)
            yield return last.SenderId;
    }

    private RoomListItem Named(RoomListItem room) =>
        room with
        {
            Other = room.Other is { } other
                ? other with
                {
                    DisplayName = names.Of(other.UserId),
                    Picture = names.PictureOf(other.UserId),
                }
                : null,
            LastMessage = room.LastMessage is { } last ? last with { SenderName = names.Of(last.SenderId) } : null,
        };

    private static async Task<List<T>> Read<T>(
        NpgsqlCommand command,
        Func<NpgsqlDataReader, T> one,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(one(reader));
        return found;
    }
}
