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
/// Lists of chat. This part has messages, <c>.Rooms</c> rooms and people, <c>.Moderation</c> what moderators and
/// admins see.
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
            { After: { } after } => (after + 1, 0, request.Limit),
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

    public async Task<Page<FoundMessage>> Search(
        OrganizationId organization,
        UserId user,
        string text,
        RoomId? room,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        // The last word is a prefix, since the person may still be typing it.
        var after = PageCursor.ParseNumbered(page.Cursor);
        await using var command = database.CreateCommand(
            $"""
            with asked as materialized (
                select case when websearch_to_tsquery('simple', $3)::text ~ '''$'
                       then (websearch_to_tsquery('simple', $3)::text || ':*')::tsquery
                       else websearch_to_tsquery('simple', $3) end as query)
            select {MessageRows.Columns}, r.title, r.type
              from asked, chat_messages m join chat_rooms r on r.id = m.room_id
             where to_tsvector('simple', m.body) @@ asked.query and m.deleted_at is null and r.organization = $1
               and m.room_id in (select me.room_id from chat_members me where me.user_id = $2 and me.left_at is null)
               and ($4::uuid is null or m.room_id = $4)
               and ($5::timestamptz is null or (m.at, m.room_id, m.seq) < ($5, $6, $7))
             order by m.at desc, m.room_id desc, m.seq desc limit $8
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(user.Value);
        command.Parameters.AddWithValue(text);
        command.Parameters.Add(Nullable(room?.Value, NpgsqlDbType.Uuid));
        command.Parameters.Add(Nullable(after?.At, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Nullable(after?.Id, NpgsqlDbType.Uuid));
        command.Parameters.Add(Nullable(after?.Number, NpgsqlDbType.Bigint));
        command.Parameters.AddWithValue(page.Limit + 1);
        var found = new List<(RoomMessage Message, string? Title, RoomType Type)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var row = MessageRows.Read(reader);
                const int title = MessageRows.ColumnCount;
                found.Add(
                    (
                        row,
                        reader.IsDBNull(title) ? null : reader.GetString(title),
                        ChatColumns.TypeOf(reader.GetString(title + 1))
                    )
                );
            }
        }
        await names.EnsureAsync(found.SelectMany(f => f.Message.People));
        var next = found.Count > page.Limit ? found[page.Limit - 1].Message : null;
        return new Page<FoundMessage>(
            [
                .. found
                    .Take(page.Limit)
                    .Select(f => new FoundMessage(f.Message.Room, f.Title, f.Type, f.Message.View(names))),
            ],
            next is null ? null : PageCursor.Of(next.At, next.Room.Value, next.Seq)
        );
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
                       select m.seq, m.at from chat_messages m
                           where m.room_id = $1 and m.seq >= (s.low + s.high) / 2 order by m.seq limit 1) found on true
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

    private static NpgsqlParameter Nullable<T>(T? value, NpgsqlDbType type)
        where T : struct => new() { NpgsqlDbType = type, Value = value is { } known ? known : DBNull.Value };
}
