using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Academy.Journal;

namespace Academy.Backup;

/// <summary>
/// One part of a backup: a zip archive with an entry per table (rows as <c>COPY</c> writes them, UTF-8 text) and
/// <c>manifest.json</c>. The archive's comment, which is its last bytes, is the SHA-256 of everything before it. So
/// half a file, or a changed byte anywhere, is detected.
/// </summary>
internal sealed class BackupFile : IDisposable
{
    private const string ManifestEntry = "manifest.json";
    private const int SealLength = 64;

    private readonly FileStream file;
    private readonly ZipArchive archive;

    private BackupFile(FileStream file, ZipArchive archive, BackupManifest manifest) =>
        (this.file, this.archive, Manifest) = (file, archive, manifest);

    public BackupManifest Manifest { get; }

    /// <summary>Opens a file after verifying all of it.</summary>
    /// <exception cref="BackupException">The file is missing, was changed, or has the format of another
    /// release.</exception>
    public static async Task<BackupFile> OpenAsync(string path, string part, CancellationToken cancellationToken)
    {
        FileStream? opening = null;
        try
        {
            opening = new FileStream(
                path,
                new FileStreamOptions { Options = FileOptions.Asynchronous, BufferSize = 1 << 16 }
            );
            await VerifyAsync(opening, path, cancellationToken);
            var zip = new ZipArchive(opening, ZipArchiveMode.Read, leaveOpen: true);
            return new(opening, zip, await ReadManifestAsync(zip, path, part, cancellationToken));
        }
        catch (Exception error)
        {
            if (opening is not null)
                await opening.DisposeAsync();
            throw error is InvalidDataException or IOException or UnauthorizedAccessException or JsonException
                ? new BackupException($"{path} cannot be read: {DatabaseErrors.Reason(error)}", error)
                : error;
        }
    }

    /// <summary>The rows of a table; the caller compares their hash with the manifest.</summary>
    public Stream Rows(BackupTable table) =>
        archive.GetEntry(table.Name)?.Open()
        ?? throw new BackupException($"{file.Name} lacks the rows of {table.Name}.");

    public void Dispose()
    {
        archive.Dispose();
        file.Dispose();
    }

    /// <summary>Replaces the comment's place holder by the hash, when everything before it is written.</summary>
    public static async Task SealAsync(FileStream file, CancellationToken cancellationToken)
    {
        var hash = await HashAsync(file, cancellationToken);
        file.Position = file.Length - SealLength;
        await file.WriteAsync(Encoding.ASCII.GetBytes(hash), cancellationToken);
        file.Flush(flushToDisk: true);
    }

    public static string SealPlaceHolder { get; } = new('0', SealLength);

    public static async Task WriteManifestAsync(
        ZipArchive archive,
        BackupManifest manifest,
        CancellationToken cancellationToken
    )
    {
        await using var entry = archive.CreateEntry(ManifestEntry).Open();
        await JsonSerializer.SerializeAsync(entry, manifest, BackupJson.Default.BackupManifest, cancellationToken);
    }

    private static async Task VerifyAsync(FileStream file, string path, CancellationToken cancellationToken)
    {
        if (file.Length <= SealLength)
            throw new BackupException($"{path} is not a whole backup.");
        var hash = await HashAsync(file, cancellationToken);
        var seal = new byte[SealLength];
        file.Position = file.Length - SealLength;
        await file.ReadExactlyAsync(seal, cancellationToken);
        if (!seal.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(hash)))
            throw new BackupException($"{path} is not a whole backup: it was cut off or changed after it was written.");
        file.Position = 0;
    }

    private static async Task<string> HashAsync(FileStream file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        file.Position = 0;
        var left = file.Length - SealLength;
        while (left > 0)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            if (read == 0)
                throw new EndOfStreamException("The file became shorter while it was read.");
            hash.AppendData(buffer, 0, read);
            left -= read;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<BackupManifest> ReadManifestAsync(
        ZipArchive archive,
        string path,
        string part,
        CancellationToken cancellationToken
    )
    {
        var entry = archive.GetEntry(ManifestEntry) ?? throw new BackupException($"{path} is no backup of Academy.");
        await using var text = entry.Open();
        var manifest = await JsonSerializer.DeserializeAsync(text, BackupJson.Default.BackupManifest, cancellationToken)
            ?? throw new BackupException($"{path} is no backup of Academy.");
        if (manifest.Format != BackupManifest.CurrentFormat)
            throw new BackupException(
                $"{path} has format {manifest.Format}; this release reads format {BackupManifest.CurrentFormat}: "
                    + "use the release that made it."
            );
        if (manifest.Part != part)
            throw new BackupException(
                $"{path} holds {manifest.Part}, not {part}: restore FILE wants the data, and its keys beside it."
            );
        return manifest;
    }
}
