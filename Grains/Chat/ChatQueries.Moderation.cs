using Academy.Accounts;
using Academy.Chat.Moderation;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Streams;
using NpgsqlTypes;

namespace Academy.Grains.Chat;

// Lists for moderators and admins, and the record of readings for members.
internal sealed partial class ChatQueries
{
    public async Task<Page<BanView>> Bans(
        OrganizationId organization,
        RoomId room,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(
            $"""
            select m.user_id, m.until, m.at, m.by_id from chat_bans m
             where m.room_id = $2 and m.is_on and (m.until is null or m.until > now()) and {InOrganization}
               and ($3::timestamptz is null or (m.at, m.user_id) < ($3, $4))
             order by m.at desc, m.user_id desc limit $5
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(room.Value);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(page.Limit + 1);
        var bans = await Read(
            command,
            row => new BanView(
                new UserId(row.GetGuid(0)),
                "",
                row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1),
                row.GetFieldValue<DateTimeOffset>(2),
                new UserId(row.GetGuid(3))
            ),
            cancellationToken
        );
        await names.EnsureAsync(bans.Select(b => b.UserId));
        return Page<BanView>
            .Of(bans, page.Limit, last => PageCursor.Of(last.At, last.UserId.Value))
            .Select(b => b with { DisplayName = names.Of(b.UserId) });
    }

    public async Task<Page<ReportView>> Reports(
        OrganizationId organization,
        RoomId room,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.ParseNumbered(page.Cursor);
        await using var command = database.CreateCommand(
            $"""
            with page as (
                select m.message_seq, min(m.at) as first from chat_reports m
                 where m.room_id = $2 and m.is_open and {InOrganization}
                 group by m.message_seq
                having $3::timestamptz is null or (min(m.at), m.message_seq) > ($3, $4)
                 order by first, m.message_seq limit $5)
            select m.message_seq, m.user_id, m.reason, m.at, page.first
              from page join chat_reports m on m.room_id = $2 and m.message_seq = page.message_seq and m.is_open
             order by page.first, m.message_seq, m.at, m.user_id
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(room.Value);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Number, NpgsqlDbType.Bigint);
        command.Parameters.AddWithValue(page.Limit + 1);
        var reports = await Read(
            command,
            row =>
                (
                    Seq: row.GetInt64(0),
                    Reason: new ReportReason(
                        new UserId(row.GetGuid(1)),
                        "",
                        row.IsDBNull(2) ? null : row.GetString(2),
                        row.GetFieldValue<DateTimeOffset>(3)
                    ),
                    First: row.GetFieldValue<DateTimeOffset>(4)
                ),
            cancellationToken
        );
        await names.EnsureAsync(reports.Select(r => r.Reason.UserId));
        var messages = await Views(
            await rows.OfAsync(room, [.. reports.Select(r => r.Seq).Distinct()]),
            withDeleted: true
        );
        var bySeq = messages.ToDictionary(m => m.Seq);
        var byMessage = reports
            .GroupBy(r => (r.Seq, r.First))
            .Where(of => bySeq.ContainsKey(of.Key.Seq))
            .Select(of =>
                (
                    of.Key.First,
                    View: new ReportView(
                        bySeq[of.Key.Seq],
                        [.. of.Select(r => r.Reason with { DisplayName = names.Of(r.Reason.UserId) })]
                    )
                )
            )
            .ToArray();
        return Page<(DateTimeOffset First, ReportView View)>
            .Of(byMessage, page.Limit, last => PageCursor.Of(last.First, room.Value, last.View.Message.Seq))
            .Select(r => r.View);
    }

    public async Task<Page<MonitoringView>> Monitorings(
        OrganizationId organization,
        UserId user,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.ParseNumbered(page.Cursor);
        await using var command = database.CreateCommand(
            """
            select m.room_id, r.title, m.admin_id, m.at, m.reason, m.from_seq, m.to_seq, m.seq
              from chat_members me
              join chat_monitorings m on m.room_id = me.room_id and m.at >= me.first_joined_at
              join chat_rooms r on r.id = m.room_id
             where me.user_id = $1 and r.organization = $2
               and ($3::timestamptz is null or (m.at, m.room_id, m.seq) < ($3, $4, $5))
             order by m.at desc, m.room_id desc, m.seq desc limit $6
            """
        );
        command.Parameters.AddWithValue(user.Value);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddOptional(after?.Number, NpgsqlDbType.Bigint);
        command.Parameters.AddWithValue(page.Limit + 1);
        var found = await Read(
            command,
            row =>
                (
                    Seq: row.GetInt64(7),
                    View: new MonitoringView(
                        new RoomId(row.GetGuid(0)),
                        row.IsDBNull(1) ? null : row.GetString(1),
                        new UserId(row.GetGuid(2)),
                        "",
                        row.GetFieldValue<DateTimeOffset>(3),
                        row.GetString(4),
                        row.GetInt64(5),
                        row.GetInt64(6)
                    )
                ),
            cancellationToken
        );
        await names.EnsureAsync(found.Select(f => f.View.AdminId));
        return Page<(long Seq, MonitoringView View)>
            .Of(found, page.Limit, last => PageCursor.Of(last.View.At, last.View.RoomId.Value, last.Seq))
            .Select(f => f.View with { AdminName = names.Of(f.View.AdminId) });
    }
}
