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
    public async Task<IReadOnlyList<BanView>> Bans(
        OrganizationId organization,
        RoomId room,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select m.user_id, m.until, m.at, m.by_id from chat_bans m
             where m.room_id = $2 and m.is_on and (m.until is null or m.until > now()) and {InOrganization}
                 order by m.at desc, m.user_id
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(room.Value);
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
        return bans.ConvertAll(b => b with { DisplayName = names.Of(b.UserId) });
    }

    public async Task<IReadOnlyList<ReportView>> Reports(
        OrganizationId organization,
        RoomId room,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select m.message_seq, m.user_id, m.reason, m.at from chat_reports m
             where m.room_id = $2 and m.is_open and {InOrganization} order by m.at, m.user_id
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(room.Value);
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
                    )
                ),
            cancellationToken
        );
        await names.EnsureAsync(reports.Select(r => r.Reason.UserId));
        var messages = await Views(
            await rows.OfAsync(room, [.. reports.Select(r => r.Seq).Distinct()]),
            withDeleted: true
        );
        var bySeq = messages.ToDictionary(m => m.Seq);
        return
        [
            .. reports
                .Where(r => bySeq.ContainsKey(r.Seq))
                .GroupBy(r => r.Seq)
                .Select(of => new ReportView(
                    bySeq[of.Key],
                    [.. of.Select(r => r.Reason with { DisplayName = names.Of(r.Reason.UserId) })]
                )),
        ];
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
        command.Parameters.Add(Nullable(after?.At, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Nullable(after?.Id, NpgsqlDbType.Uuid));
        command.Parameters.Add(Nullable(after?.Number, NpgsqlDbType.Bigint));
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
        var next = found.Count > page.Limit ? found[page.Limit - 1] : default;
        return new Page<MonitoringView>(
            [.. found.Take(page.Limit).Select(f => f.View with { AdminName = names.Of(f.View.AdminId) })],
            next.View is null ? null : PageCursor.Of(next.View.At, next.View.RoomId.Value, next.Seq)
        );
    }
}
