using System.Text.Json;
using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Grains.Chat.Messages.Markup;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Chat.Messages;

/// <summary>Reads messages from their tables.</summary>
internal sealed class MessageRows(NpgsqlDataSource database)
{
    /// <summary>Of <c>chat_messages m</c>, in the order in which <see cref="ReadAsync"/> expects them.</summary>
    public const string Columns = """
        m.room_id, m.seq, m.sender_id, m.body, m.at, m.edited_at, m.deleted_at, m.reply_to, m.thread, m.attachments,
            m.mentions, m.command_id,
        case when m.thread is null then (select count(*)
            from chat_messages t where t.room_id = m.room_id and t.thread = m.seq
            and t.deleted_at is null) else 0 end::int,
        (select jsonb_agg(jsonb_build_array(r.emoji, r.user_id, r.is_on) order by r.seq)
           from chat_reactions r where r.room_id = m.room_id and r.message_seq = m.seq), m.content
        """;

    /// <summary>The number of these columns; a statement may select others after them.</summary>
    public const int ColumnCount = 15;

    /// <summary>The newest messages of a room, the newest first.</summary>
    public Task<List<RoomMessage>> LatestAsync(RoomId room, int max) =>
        ReadAsync(
            $"select {Columns} from chat_messages m where m.room_id = $1 order by m.seq desc limit $2",
            default,
            room.Value,
            max
        );

    public Task<List<RoomMessage>> OfAsync(RoomId room, long[] seqs) =>
        ReadAsync(
            $"select {Columns} from chat_messages m where m.room_id = $1 and m.seq = any($2) order by m.seq",
            default,
            room.Value,
            seqs
        );

    public async Task<RoomMessage?> OfAsync(RoomId room, long seq) => (await OfAsync(room, [seq])).SingleOrDefault();

    /// <summary>
    /// The numbers of the oldest and the newest message of a page; without a limit, of the whole room.
    /// </summary>
    public async Task<(long From, long To)> RangeAsync(RoomId room, long? before, int? limit)
    {
        await using var command = database.CreateCommand(
            """
            select coalesce(min(seq), 0), coalesce(max(seq), 0)
              from (select seq from chat_messages where room_id = $1 and seq < $2 order by seq desc limit $3) page
            """
        );
        command.Parameters.AddWithValue(room.Value);
        command.Parameters.AddWithValue(before ?? long.MaxValue);
        command.Parameters.AddOptional(limit, NpgsqlDbType.Integer);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <param name="sql">Selects <see cref="Columns"/>.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="parameters">Its <c>$1</c>, <c>$2</c> …</param>
    public async Task<List<RoomMessage>> ReadAsync(
        string sql,
        CancellationToken cancellationToken,
        params object[] parameters
    )
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<RoomMessage>();
        while (await reader.ReadAsync(cancellationToken))
            messages.Add(Read(reader));
        return messages;
    }

    public static RoomMessage Read(NpgsqlDataReader row)
    {
        var message = new RoomMessage(
            new RoomId(row.GetGuid(0)),
            row.GetInt64(1),
            new UserId(row.GetGuid(2)),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4),
            Time(row, 5),
            Time(row, 6),
            Number(row, 7),
            Number(row, 8),
            row.GetInt32(12),
            row.IsDBNull(9)
                ? null
                : JsonSerializer.Deserialize(row.GetString(9), ChatJson.Default.IReadOnlyListAttachmentView),
            row.IsDBNull(10) ? null : [.. row.GetFieldValue<Guid[]>(10).Select(UserId.Of)],
            row.IsDBNull(11) ? null : row.GetString(11)
        )
        {
            Content = ContentOf(row),
        };
        if (row.IsDBNull(13))
            return message;
        using var reactions = JsonDocument.Parse(row.GetString(13));
        foreach (var given in reactions.RootElement.EnumerateArray())
        {
            // Rows of earlier releases may have two spellings of one emoji: the latest of a person counts.
            var emoji = given[0].GetString()!;
            message = message.With(
                new UserId(given[1].GetGuid()),
                MessageText.EmojiOf(emoji) ?? emoji,
                isOn: given[2].GetBoolean()
            );
        }
        return message;
    }

    /// <summary>Rows from before the tree was stored have none; their text is parsed here.</summary>
    private static MessageContent? ContentOf(NpgsqlDataReader row) =>
        !row.IsDBNull(14)
            ? row.GetFieldValue<byte[]>(14) is { Length: > 0 } tree
                ? new(tree)
                : null
            : row.IsDBNull(3)
                ? null
                : MessageMarkup.Parse(row.GetString(3));

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static long? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
