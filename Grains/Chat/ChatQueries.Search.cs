using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Search;
using Academy.Grains.Streams;
using NpgsqlTypes;

namespace Academy.Grains.Chat;

// Messages by their words.
internal sealed partial class ChatQueries
{
    /// <summary>Rooms that one question can name; who is in more is asked about all of them.</summary>
    private const int RoomsMax = 200;

    /// <summary>Rooms of who asks, and when something was last written in them.</summary>
    private const string SearchedRoomsSql = $"""
        select me.room_id,
               (select m.at from chat_messages m where m.room_id = me.room_id order by m.seq desc limit 1)
          from chat_members me
         where me.user_id = $1 and me.left_at is null and ($2::uuid is null or me.room_id = $2)
        """;

    /// <summary>The newest first.</summary>
    private const string SearchSql = $"""
        select {MessageRows.Columns}, r.title, r.type
          from chat_messages m join chat_rooms r on r.id = m.room_id
         where m.tokens @@ $3::tsquery and m.deleted_at is null and r.organization = $1
           and m.room_id in (select me.room_id from chat_members me where me.user_id = $2 and me.left_at is null)
           and ($4::uuid is null or m.room_id = $4)
           and ($5::timestamptz is null or (m.at, m.room_id, m.seq) < ($5, $6, $7))
         order by m.at desc, m.room_id desc, m.seq desc limit $8
        """;

    /// <summary>
    /// Spans that are looked through, one after the other until the page is full, as tokens and the days of one: a word
    /// that is everywhere is in the first, and only of a rare one the whole list is read. Null: all.
    /// </summary>
    private static readonly (string Token, int Days)?[] Spans =
    [
        ($"{SearchTokens.Day}", 1),
        ($"{SearchTokens.Day}{SearchTokens.Day}", 32),
        null,
    ];

    public async Task<Page<FoundMessage>> Search(
        OrganizationId organization,
        UserId user,
        string text,
        RoomId? room,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        if (SearchQuery.Of(text) is not { } query)
            return new Page<FoundMessage>([], null);
        var (rooms, newest) = await SearchedRoomsAsync(user, room, cancellationToken);
        var first = PageCursor.ParsePart(page.Cursor);
        var found = await VerifiedPage<MessageHit>.ReadAsync(
            query,
            page.Limit,
            (last, count) => Hits(last is null ? first : KeyOf(last), count),
            hit => query.Matches(hit.Message.Body)
        );
        await names.EnsureAsync(found.Items.SelectMany(hit => hit.Message.People));
        return new Page<FoundMessage>(
            [
                .. found.Items.Select(hit => new FoundMessage(
                    hit.Message.Room,
                    hit.Title,
                    hit.Type,
                    hit.Message.View(names)
                )),
            ],
            found.Last is { } last && KeyOf(last) is var key
                ? PageCursor.Of(key.At, key.Id, key.Number, key.Part)
                : null
        );

        // Those with the exact spelling are the first part.
        async Task<IReadOnlyList<MessageHit>> Hits(
            (DateTimeOffset At, Guid Id, long Number, int Part)? after,
            int count
        )
        {
            var hits = new List<MessageHit>();
            for (var part = after?.Part ?? 1; part >= 0 && newest is not null; part--)
            {
                var below = after is { } key && key.Part == part ? after : null;
                var words = part == 1 ? query.WordsExactly : $"{query.Words} & !({query.Exactly})";
                foreach (var span in Spans)
                {
                    var place = PlaceOf(rooms, below?.At ?? newest.Value.AddDays(1), span);
                    hits.AddRange(await ReadAsync($"{words}{place}", below, part, count - hits.Count));
                    if (hits.Count == count)
                        return hits;
                    if (hits is [.., var last] && last.Part == part)
                        below = KeyOf(last);
                }
            }
            return hits;
        }

        async Task<IReadOnlyList<MessageHit>> ReadAsync(
            string words,
            (DateTimeOffset At, Guid Id, long Number, int Part)? below,
            int part,
            int count
        )
        {
            await using var command = database.CreateCommand(SearchSql);
            command.Parameters.AddWithValue(organization.Value);
            command.Parameters.AddWithValue(user.Value);
            command.Parameters.AddWithValue(words);
            command.Parameters.AddOptional(room?.Value, NpgsqlDbType.Uuid);
            command.Parameters.AddOptional(below?.At, NpgsqlDbType.TimestampTz);
            command.Parameters.AddOptional(below?.Id, NpgsqlDbType.Uuid);
            command.Parameters.AddOptional(below?.Number, NpgsqlDbType.Bigint);
            command.Parameters.AddWithValue(count);
            return await Read(
                command,
                row => new MessageHit(
                    MessageRows.Read(row),
                    row.IsDBNull(MessageRows.ColumnCount) ? null : row.GetString(MessageRows.ColumnCount),
                    ChatColumns.TypeOf(row.GetString(MessageRows.ColumnCount + 1)),
                    part
                ),
                cancellationToken
            );
        }
    }

    private async Task<(IReadOnlyList<Guid> Rooms, DateTimeOffset? Newest)> SearchedRoomsAsync(
        UserId user,
        RoomId? room,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(SearchedRoomsSql);
        command.Parameters.AddWithValue(user.Value);
        command.Parameters.AddOptional(room?.Value, NpgsqlDbType.Uuid);
        var rooms = await Read(
            command,
            row =>
                (
                    Id: row.GetGuid(0),
                    At: row.IsDBNull(1) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(1)
                ),
            cancellationToken
        );
        return ([.. rooms.Select(one => one.Id)], rooms.Max(one => one.At));
    }

    /// <summary>The rest of a <c>tsquery</c>: in these rooms, in the span that ends then and the one before.</summary>
    private static string PlaceOf(IReadOnlyList<Guid> rooms, DateTimeOffset end, (string Token, int Days)? span)
    {
        var place = "";
        if (rooms.Count <= RoomsMax)
            place += $" & ({string.Join('|', rooms.Select(room => $"'{SearchTokens.Room}{room}'"))})";
        if (span is (var token, var days))
        {
            var last = end.ToUnixTimeSeconds() / 86_400 / days;
            place += $" & ('{token}{last}'|'{token}{last - 1}')";
        }
        return place;
    }

    private static (DateTimeOffset At, Guid Id, long Number, int Part) KeyOf(MessageHit hit) =>
        (hit.Message.At, hit.Message.Room.Value, hit.Message.Seq, hit.Part);

    /// <param name="Message">It has the words.</param>
    /// <param name="Title">Of its room.</param>
    /// <param name="Type">Of its room.</param>
    /// <param name="Part">1: in the spelling that was asked for; 0: in another.</param>
    private sealed record MessageHit(RoomMessage Message, string? Title, RoomType Type, int Part);
}
