using Npgsql;

namespace Academy.Grains.Chat.Attachments;

/// <summary>Whether a message has a file, by the table of messages.</summary>
internal sealed class AttachmentUses(NpgsqlDataSource database)
{
    /// <summary>A condition on <c>attachments a</c>.</summary>
    public const string Sql = """
        exists (select from chat_messages m
                 where m.room_id = a.room_id and m.deleted_at is null
                   and m.attachments @> jsonb_build_array(jsonb_build_object('id', a.id)))
        """;

    public async Task<bool> AnyAsync(StoredFile file, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {Sql} from attachments a where a.upload = $1");
        command.Parameters.AddWithValue(file.Upload);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
