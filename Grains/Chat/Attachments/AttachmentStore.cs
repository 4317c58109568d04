using System.Buffers;
using System.Security.Cryptography;
using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Pictures;
using Academy.Identifiers;
using Academy.Vault;

namespace Academy.Grains.Chat.Attachments;

/// <summary>
/// Files in PostgreSQL, in encrypted chunks. A file's key is sealed for its owner, so erasing the owner makes it
/// unreadable, in backups too. A file that no message has within a day, or none any more, is removed: see
/// <see cref="AttachmentUpkeep"/>.
/// </summary>
internal sealed class AttachmentStore(
    AttachmentTable table,
    PictureTable sizes,
    PictureWorker pictures,
    AttachmentUses uses,
    IPersonVault vault,
    IdSource ids,
    TimeProvider clock
) : IAttachments
{
    /// <summary>How long a file waits for its message. Longer than any upload takes.</summary>
    public static readonly TimeSpan Waiting = TimeSpan.FromHours(24);

    public async ValueTask<IReadOnlyList<AttachmentView>> Find(
        OrganizationId organization,
        RoomId room,
        UserId owner,
        IReadOnlyList<AttachmentId> ids,
        CancellationToken cancellationToken
    )
    {
        var files = await table.HoldAsync(
            organization,
            room,
            owner,
            ids,
            clock.GetUtcNow() + Waiting,
            cancellationToken
        );
        var views = new List<AttachmentView>(files.Count);
        foreach (var id in ids.Distinct())
        {
            if (
                files.FirstOrDefault(f => f.Id == id) is { } file
                && await WordsAsync(file, cancellationToken) is { } words
            )
                views.Add(View(file, words));
        }
        return views;
    }

    public async Task<Outcome<AttachmentView>> Save(
        Caller caller,
        RoomId room,
        NewAttachment file,
        Stream bytes,
        CancellationToken cancellationToken
    )
    {
        if (FileKind.Find(file.ContentType) is not { } kind)
            return FileRefusals.NotTaken(file.ContentType, await HeadAsync(bytes, cancellationToken));
        var name = FileName.Clean(file.Name, kind);
        if (await table.FindAsync(file.Id, cancellationToken) is not null)
            return await RepeatAsync(
                caller,
                room,
                file.Id,
                kind,
                name,
                await SHA256.HashDataAsync(bytes, cancellationToken),
                cancellationToken
            );
        var used = await table.UsedAsync(caller.User, cancellationToken);
        if (used >= ChatLimits.AttachmentsPerPersonBytesMax)
            return ChatRefusals.AttachmentQuota;

        var (upload, now) = (ids.Next(), clock.GetUtcNow());
        await table.BeginAsync(
            upload,
            file.Id,
            caller.Organization,
            room,
            caller.User,
            kind.ContentType,
            now,
            now + Waiting,
            cancellationToken
        );
        var isKept = false;
        try
        {
            var key = RandomNumberGenerator.GetBytes(FileCipher.KeyBytes);
            var received = await ReceiveAsync(upload, key, kind, file.ContentType, bytes, cancellationToken);
            if (!received.Accepted)
                return received.Refusal;
            var (size, hash) = received.Answer;
            if (used + size > ChatLimits.AttachmentsPerPersonBytesMax)
                return ChatRefusals.AttachmentQuota;
            Picture? picture = null;
            if (kind.IsPicture)
            {
                var made = await pictures.MakeAsync(
                    PictureForm.OfMessage,
                    cancellation => ReadAsync(upload, size, key, cancellation),
                    cancellationToken
                );
                if (!made.Accepted)
                    return made.Refusal;
                picture = made.Answer;
                await sizes.KeepAsync(upload, key, picture, cancellationToken);
            }
            var words = await vault.SealAsync(
                caller.User.Value,
                new FileWords(name, key, hash).ToText(),
                cancellationToken
            );
            now = clock.GetUtcNow();
            isKept = await table.CompleteAsync(upload, size, words, picture, now, now + Waiting, cancellationToken);
            return isKept
                ? new AttachmentView(file.Id, name, kind.ContentType, size, picture?.Width, picture?.Height)
                : await RepeatAsync(caller, room, file.Id, kind, name, hash, cancellationToken);
        }
        finally
        {
            if (!isKept)
                await table.DiscardAsync(upload);
        }
    }

    public async Task<AttachmentView?> Get(
        OrganizationId organization,
        RoomId room,
        UserId viewer,
        AttachmentId id,
        CancellationToken cancellationToken
    ) =>
        await table.FindAsync(id, cancellationToken) is { } file
        && file.Organization == organization
        && file.Room == room
        && (file.Owner == viewer || await uses.AnyAsync(file, cancellationToken))
        && await WordsAsync(file, cancellationToken) is { } words
            ? View(file, words)
            : null;

    public async Task<AttachmentContent?> Open(AttachmentId id, CancellationToken cancellationToken) =>
        await table.FindAsync(id, cancellationToken) is { } file
        && await WordsAsync(file, cancellationToken) is { } words
            ? new(View(file, words), file.CompletedAt, new ChunkStream(table, file.Upload, file.Size, words.Key))
            : null;

    public async Task<AttachmentContent?> OpenSize(AttachmentId id, int edge, CancellationToken cancellationToken) =>
        await table.FindAsync(id, cancellationToken) is { } file
        && await WordsAsync(file, cancellationToken) is { } words
        && await sizes.OpenAsync(file.Upload, words.Key, edge, cancellationToken) is { } bytes
            ? new(View(file, words), file.CompletedAt, bytes)
            : null;

    /// <summary>The id was used before: it must have been for the same file.</summary>
    private async Task<Outcome<AttachmentView>> RepeatAsync(
        Caller caller,
        RoomId room,
        AttachmentId id,
        FileKind kind,
        string name,
        byte[] hash,
        CancellationToken cancellationToken
    ) =>
        await table.FindAsync(id, cancellationToken) is { } first
        && first.Owner == caller.User
        && first.Room == room
        && first.ContentType == kind.ContentType
        && await WordsAsync(first, cancellationToken) is { } words
        && words.Name == name
        && words.Hash.AsSpan().SequenceEqual(hash)
            ? View(first, words)
            : CommandRefusals.KeyReused;

    private async Task<Outcome<Received>> ReceiveAsync(
        Guid upload,
        byte[] key,
        FileKind kind,
        string declared,
        Stream bytes,
        CancellationToken cancellationToken
    )
    {
        using var cipher = new FileCipher(upload, key);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = kind.IsText ? new TextCheck() : null;
        byte[] head = [];
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkStream.ChunkBytes);
        try
        {
            var chunk = buffer.AsMemory(0, ChunkStream.ChunkBytes);
            for (var (number, size) = (0, 0L); ; number++)
            {
                var length = await bytes.ReadAtLeastAsync(
                    chunk,
                    chunk.Length,
                    throwOnEndOfStream: false,
                    cancellationToken
                );
                var isLast = length < chunk.Length;
                var arrived = chunk[..length];
                if (number == 0 && length == 0)
                    return ChatRefusals.AttachmentEmpty;
                if (number == 0)
                    head = arrived.Span[..Math.Min(length, FileKind.HeadBytes)].ToArray();
                if (number == 0 && !kind.Accepts(head))
                    return FileRefusals.Differs(declared, head);
                if (text?.Takes(arrived.Span, isLast) == false)
                    return FileRefusals.NotText(declared, head, text.HasNull);
                hash.AppendData(arrived.Span);
                if (length > 0)
                    await table.AddChunkAsync(upload, number, cipher.Seal(number, arrived.Span), cancellationToken);
                size += length;
                if (isLast)
                    return new Received(size, hash.GetHashAndReset());
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<byte[]> ReadAsync(Guid upload, long size, byte[] key, CancellationToken cancellationToken)
    {
        await using var stored = new ChunkStream(table, upload, size, key);
        var bytes = new byte[size];
        await stored.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static async Task<byte[]> HeadAsync(Stream bytes, CancellationToken cancellationToken)
    {
        var head = new byte[FileKind.HeadBytes];
        return head[..await bytes.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)];
    }

    /// <summary>Null when the owner was erased.</summary>
    private async ValueTask<FileWords?> WordsAsync(StoredFile file, CancellationToken cancellationToken) =>
        await vault.OpenAsync(file.Words, cancellationToken) is { } text ? FileWords.Of(text) : null;

    private static AttachmentView View(StoredFile file, FileWords words) =>
        new(file.Id, words.Name, file.ContentType, file.Size, file.Width, file.Height);

    private sealed record Received(long Size, byte[] Hash);
}
