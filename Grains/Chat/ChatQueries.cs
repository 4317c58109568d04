using System.Runtime.CompilerServices;
using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Streams;
using Academy.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Chat;

/// <summary>
/// Lists of chat. This part has messages, <c>.Search</c> finds them by their words, <c>.Rooms</c> has rooms and people,
/// <c>.Moderation</c> what moderators and admins see.
/// </summary>
internal sealed partial class ChatQueries(NpgsqlDataSource database, MessageRows rows, INames names) : IChatQueries
{
    private const int ExportPage = 1_000;

    /// <summary>A condition on <c>m</c>: its room belongs to the organization.</summary>
    private const string InOrganization =
        "exists (select from chat_rooms o where o.id = m.room_id and o.organization = $1)";

    public async Task<MessagePage> Messages(
        OrganizationId organization,
        RoomId room,
        HistoryRequest request,
        CancellationToken cancellationToken
    )
    {
        // A page has messages below a number and messages from it on. One more row on each side shows whether there are
        // more.
        var (pivot, older, newer) = request switch
        {
            { Before: { } before } => (before, request.Limit, 0),
            { After: { } after } => (after < long.MaxValue ? after + 1 : after, 0, request.Limit),
            { Around: { } around } => (around, request.Limit / 2, request.Limit - request.Limit / 2),
            { Date: { } date } => (
                await FirstAt(room, date, cancellationToken),
                request.Limit / 2,
                request.Limit - request.Limit / 2
            ),
            _ => (long.MaxValue, request.Limit, 0),
        };
        var found = await rows.ReadAsync(
            $"""
            select * from (
                (select {MessageRows.Columns} from chat_messages m
                  where m.room_id = $2 and m.seq < $3 and {InOrganization} order by m.seq desc limit $4)
                union all
                (select {MessageRows.Columns} from chat_messages m
                  where m.room_id = $2 and m.seq >= $3 and {InOrganization} order by m.seq limit $5)) page
             order by seq desc
            """,
            cancellationToken,
            organization.Value,
            room.Value,
            pivot,
            older + 1,
            newer + 1
        );
        var below = found.Where(m => m.Seq < pivot).ToList();
        var from = found.Where(m => m.Seq >= pivot).ToList();
        var shown = from.TakeLast(newer).Concat(below.Take(older)).ToList();
        var next =
            below.Count > older
                ? shown.Count > 0
                    ? shown[^1].Seq
                    : pivot
                : (long?)null;
        return new MessagePage(await Views(shown), next, from.Count > newer);
    }

    public async Task<MessageView?> Message(
        OrganizationId organization,
        RoomId room,
        long seq,
        CancellationToken cancellationToken
    )
    {
        var found = await rows.ReadAsync(
            $"""
            select {MessageRows.Columns} from chat_messages m
             where m.room_id = $2 and m.seq = $3 and {InOrganization}
            """,
            cancellationToken,
            organization.Value,
            room.Value,
            seq
        );
        return (await Views(found)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<MessageView>> Thread(
        OrganizationId organization,
        RoomId room,
        long rootSeq,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await Views(
            await rows.ReadAsync(
                $"""
                select {MessageRows.Columns} from chat_messages m
                 where m.room_id = $2 and m.thread = $3 and m.seq > $4 and {InOrganization} order by m.seq limit $5
                """,
                cancellationToken,
                organization.Value,
                room.Value,
                rootSeq,
                after,
                limit
            )
        );

    public async IAsyncEnumerable<MessageView> Export(
        OrganizationId organization,
        RoomId room,
        long upTo,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = 0L;
        while (true)
        {
            var page = await rows.ReadAsync(
                $"""
                select {MessageRows.Columns} from chat_messages m
                 where m.room_id = $2 and m.seq > $3 and m.seq <= $4 and {InOrganization} order by m.seq limit $5
                """,
                cancellationToken,
                organization.Value,
                room.Value,
                after,
                upTo,
                ExportPage
            );
            foreach (var message in await Views(page))
                yield return message;
            if (page.Count < ExportPage)
                yield break;
            after = page[^1].Seq;
        }
    }

    public async Task<long?> FirstUnread(
        OrganizationId organization,
        RoomId room,
        UserId user,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select m.seq
              from chat_members me
              left join chat_reads d on d.room_id = me.room_id and d.user_id = me.user_id
              join chat_messages m on m.room_id = me.room_id and m.seq > greatest(d.seq, me.joined_seq)
             where me.room_id = $2 and me.user_id = $3 and m.sender_id <> $3 and m.deleted_at is null
               and {InOrganization}
             order by m.seq limit 1
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(room.Value);
        command.Parameters.AddWithValue(user.Value);
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>
    /// The first number at or after this time, found by binary search, so that no index on time is needed.
    /// </summary>
    private async Task<long> FirstAt(RoomId room, DateTimeOffset date, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with recursive search (low, high) as (
                select coalesce(min(seq), 0), coalesce(max(seq), 0) + 1 from chat_messages where room_id = $1
                union all
                select case when found.at < $2 then found.seq + 1 else s.low end,
                       case when found.at < $2 then s.high else (s.low + s.high) / 2 end
                  from search s left join lateral (
                       select m.seq, m.at from chat_messages m where m.room_id = $1 and m.seq >= (s.low + s.high) / 2
                        order by m.seq limit 1) found on true
                 where s.low < s.high)
            select low from search where low >= high limit 1
            """
        );
        command.Parameters.AddWithValue(room.Value);
        command.Parameters.AddWithValue(date.ToUniversalTime());
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<IReadOnlyList<MessageView>> Views(IReadOnlyList<RoomMessage> messages, bool withDeleted = false)
    {
        await names.EnsureAsync(messages.SelectMany(m => m.People));
        return [.. messages.Select(m => m.View(names, withDeleted))];
    }
}
