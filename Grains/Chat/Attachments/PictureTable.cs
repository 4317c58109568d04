using System.Security.Cryptography;
using System.Text;
using Academy.Grains.Pictures;
using Academy.Identifiers;
using Npgsql;

namespace Academy.Grains.Chat.Attachments;

/// <summary>
/// The sizes of pictures. They are files like the picture itself, with keys that follow from the picture's: so they
/// become unreadable with it.
/// </summary>
internal sealed class PictureTable(NpgsqlDataSource database, AttachmentTable chunks, IdSource ids)
{
    public async Task KeepAsync(Guid upload, byte[] key, Picture picture, CancellationToken cancellationToken)
    {
        foreach (var (edge, bytes) in picture.Sizes)
        {
            var blob = ids.Next();
            await using (
                var command = database.CreateCommand(
                    "insert into attachment_sizes (upload, edge, blob, size) values ($1, $2, $3, $4)"
                )
            )
            {
                command.Parameters.AddWithValue(upload);
                command.Parameters.AddWithValue(edge);
                command.Parameters.AddWithValue(blob);
                command.Parameters.AddWithValue((long)bytes.Length);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            using var cipher = new FileCipher(blob, KeyOf(key, edge));
            for (var (number, from) = (0, 0); from < bytes.Length; number++, from += ChunkStream.ChunkBytes)
            {
                var part = bytes.AsSpan(from, Math.Min(ChunkStream.ChunkBytes, bytes.Length - from));
                await chunks.AddChunkAsync(blob, number, cipher.Seal(number, part), cancellationToken);
            }
        }
    }

    /// <summary>Null: the picture has no such size.</summary>
    public async Task<Stream?> OpenAsync(Guid upload, byte[] key, int edge, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select blob, size from attachment_sizes where upload = $1 and edge = $2"
        );
        command.Parameters.AddWithValue(upload);
        command.Parameters.AddWithValue(edge);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ChunkStream(chunks, reader.GetGuid(0), reader.GetInt64(1), KeyOf(key, edge))
            : null;
    }

    private static byte[] KeyOf(byte[] key, int edge) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            key,
            FileCipher.KeyBytes,
            info: Encoding.ASCII.GetBytes($"picture {edge}")
        );
}
