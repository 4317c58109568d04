using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Rooms;
using Academy.Grains.Pictures;
using Npgsql;

namespace Academy.Grains.Chat.Attachments;

/// <param name="Words">Sealed for the owner: see <see cref="FileWords"/>.</param>
/// <param name="Width">Null: it is no picture, or is from before pictures were made in sizes.</param>
internal sealed record StoredFile(
    Guid Upload,
    AttachmentId Id,
    OrganizationId Organization,
    RoomId Room,
    UserId Owner,
    string ContentType,
    long Size,
    string Words,
    DateTimeOffset CompletedAt,
    int? Width,
    int? Height
);

/// <summary>
/// The tables of attachments. Each statement is its own transaction, so a slow upload or download holds no lock.
/// </summary>
internal sealed class AttachmentTable(NpgsqlDataSource database)
{
    private const string Columns =
        "upload, id, organization, room_id, owner, content_type, size, words, completed_at, width, height";

    /// <summary>
    /// Bytes of all files of a person. An upload in progress counts as a file of the largest size.
    /// </summary>
    public async Task<long> UsedAsync(UserId owner, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select coalesce(sum(case when completed_at is null then {ChatLimits.AttachmentBytesMax} else size end),
                0)::bigint
              from attachments where owner = $1
            """
        );
        command.Parameters.AddWithValue(owner.Value);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task BeginAsync(
        Guid upload,
        AttachmentId id,
        OrganizationId organization,
        RoomId room,
        UserId owner,
        string contentType,
        DateTimeOffset now,
        DateTimeOffset checkAt,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            insert into attachments (upload, id, organization, room_id, owner, content_type, begun_at, check_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """
        );
        command.Parameters.AddWithValue(upload);
        command.Parameters.AddWithValue(id.Value);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(room.Value);
        command.Parameters.AddWithValue(owner.Value);
        command.Parameters.AddWithValue(contentType);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(checkAt);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task AddChunkAsync(Guid upload, int number, byte[] box, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "insert into attachment_chunks (upload, number, box) values ($1, $2, $3)"
        );
        command.Parameters.AddWithValue(upload);
        command.Parameters.AddWithValue(number);
        command.Parameters.AddWithValue(box);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>False: another upload of the same id was completed before.</returns>
    public async Task<bool> CompleteAsync(
        Guid upload,
        long size,
        string words,
        Picture? picture,
        DateTimeOffset now,
        DateTimeOffset checkAt,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            update attachments set size = $2, words = $3, completed_at = $4, check_at = $5, width = $6, height = $7
             where upload = $1
            """
        );
        command.Parameters.AddWithValue(upload);
        command.Parameters.AddWithValue(size);
        command.Parameters.AddWithValue(words);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(checkAt);
        command.Parameters.Add(new NpgsqlParameter<int?> { TypedValue = picture?.Width });
        command.Parameters.Add(new NpgsqlParameter<int?> { TypedValue = picture?.Height });
        try
        {
            return await command.ExecuteNonQueryAsync(cancellationToken) == 1
                ? true
                : throw new InvalidOperationException($"The upload {upload} was removed while it went on.");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    public async Task DiscardAsync(Guid upload)
    {
        await using var command = database.CreateCommand(
            """
            with gone as (delete from attachments where upload = $1),
                 sizes as (delete from attachment_sizes where upload = $1 returning blob)
            delete from attachment_chunks where upload = any(array(select blob from sizes) || $1)
            """
        );
        command.Parameters.AddWithValue(upload);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public async Task<StoredFile?> FindAsync(AttachmentId id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"select {Columns} from attachments where id = $1 and completed_at is not null"
        );
        command.Parameters.AddWithValue(id.Value);
        return await ReadAsync(command, cancellationToken) is [var file] ? file : null;
    }

    /// <summary>
    /// A person's files of a room. The upkeep does not remove them before <paramref name="until"/>, since a message is
    /// about to attach them.
    /// </summary>
    public async Task<IReadOnlyList<StoredFile>> HoldAsync(
        OrganizationId organization,
        RoomId room,
        UserId owner,
        IReadOnlyList<AttachmentId> ids,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            update attachments set check_at = greatest(check_at, $5)
             where id = any($1) and organization = $2 and room_id = $3 and owner = $4 and completed_at is not null
            returning {Columns}
            """
        );
        command.Parameters.AddWithValue(ids.Select(id => id.Value).ToArray());
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(room.Value);
        command.Parameters.AddWithValue(owner.Value);
        command.Parameters.AddWithValue(until);
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<byte[]?> ChunkAsync(Guid upload, int number, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select box from attachment_chunks where upload = $1 and number = $2"
        );
        command.Parameters.AddWithValue(upload);
        command.Parameters.AddWithValue(number);
        return (byte[]?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<StoredFile>> ReadAsync(
        NpgsqlCommand command,
        CancellationToken cancellationToken
    )
    {
        var files = new List<StoredFile>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            files.Add(
                new(
                    reader.GetGuid(0),
                    new(reader.GetGuid(1)),
                    new(reader.GetString(2)),
                    new(reader.GetGuid(3)),
                    new(reader.GetGuid(4)),
                    reader.GetString(5),
                    reader.GetInt64(6),
                    reader.GetString(7),
                    reader.GetFieldValue<DateTimeOffset>(8),
                    reader.IsDBNull(9) ? null : reader.GetInt32(9),
                    reader.IsDBNull(10) ? null : reader.GetInt32(10)
                )
            );
        }
        return files;
    }
}
