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
    /// <summary>Those with the exact spelling are the first part, each part has the newest first.</summary>
    private const string SearchSql = $"""
        select {MessageRows.Columns}, r.title, r.type, (m.tokens @@ $4::tsquery)::int
          from chat_messages m join chat_rooms r on r.id = m.room_id
         where m.tokens @@ $3::tsquery and m.deleted_at is null and r.organization = $1
           and m.room_id in (select me.room_id from chat_members me where me.user_id = $2 and me.left_at is null)
           and ($5::uuid is null or m.room_id = $5)
           and ($6::timestamptz is null
                or ((m.tokens @@ $4::tsquery)::int, m.at, m.room_id, m.seq) < ($9, $6, $7, $8))
         order by (m.tokens @@ $4::tsquery)::int desc, m.at desc, m.room_id desc, m.seq desc limit $10
        """;

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

        async Task<IReadOnlyList<MessageHit>> Hits(
            (DateTimeOffset At, Guid Id, long Number, int Part)? after,
            int count
        )
        {
            await using var command = database.CreateCommand(SearchSql);
            command.Parameters.AddWithValue(organization.Value);
            command.Parameters.AddWithValue(user.Value);
            command.Parameters.AddWithValue(query.Words);
            command.Parameters.AddWithValue(query.Exactly);
            command.Parameters.Add(Nullable(room?.Value, NpgsqlDbType.Uuid));
            command.Parameters.Add(Nullable(after?.At, NpgsqlDbType.TimestampTz));
            command.Parameters.Add(Nullable(after?.Id, NpgsqlDbType.Uuid));
            command.Parameters.Add(Nullable(after?.Number, NpgsqlDbType.Bigint));
            command.Parameters.Add(Nullable(after?.Part, NpgsqlDbType.Integer));
            command.Parameters.AddWithValue(count);
            return await Read(
                command,
                row => new MessageHit(
                    MessageRows.Read(row),
                    row.IsDBNull(MessageRows.ColumnCount) ? null : row.GetString(MessageRows.ColumnCount),
                    ChatColumns.TypeOf(row.GetString(MessageRows.ColumnCount + 1)),
                    row.GetInt32(MessageRows.ColumnCount + 2)
                ),
                cancellationToken
            );
        }
    }

    private static (DateTimeOffset At, Guid Id, long Number, int Part) KeyOf(MessageHit hit) =>
        (hit.Message.At, hit.Message.Room.Value, hit.Message.Seq, hit.Part);

    /// <param name="Message">It has the words.</param>
    /// <param name="Title">Of its room.</param>
    /// <param name="Type">Of its room.</param>
    /// <param name="Part">1: in the spelling that was asked for; 0: in another.</param>
    private sealed record MessageHit(RoomMessage Message, string? Title, RoomType Type, int Part);
}
