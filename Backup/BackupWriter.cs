using System.IO.Compression;
using System.Security.Cryptography;
using Academy.Journal;

namespace Academy.Backup;

/// <summary>
/// Writes one part of a backup under another name, and renames it when it is complete and on disk. So a file with the
/// name of a backup is always complete. Only its owner may read it.
/// </summary>
internal sealed class BackupWriter : IAsyncDisposable
{
    private readonly string path;
    private readonly FileStream file;
    private readonly List<BackupTable> tables = [];
    private ZipArchive? archive;

    private BackupWriter(string path, FileStream file)
    {
        (this.path, this.file) = (path, file);
        archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true) { Comment = BackupFile.SealPlaceHolder };
    }

    public IReadOnlyList<BackupTable> Tables => tables;

    private string HalfMade => HalfMadeOf(path);

    /// <exception cref="BackupException">The file exists, or cannot be created.</exception>
    public static BackupWriter Create(string path)
    {
        if (File.Exists(path))
            throw new BackupException($"{path} exists already; a backup does not overwrite another.");
        try
        {
            File.Delete(HalfMadeOf(path));
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.Asynchronous,
                BufferSize = 1 << 16,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new(path, new FileStream(HalfMadeOf(path), options));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{path} cannot be written: {DatabaseErrors.Reason(error)}", error);
        }
    }

    /// <summary>Adds the rows of one table; each row ends with a line feed.</summary>
    public async Task AddAsync(
        string table,
        IReadOnlyList<string> columns,
        Stream rows,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        var count = 0L;
        await using (var entry = archive!.CreateEntry(table, CompressionLevel.Fastest).Open())
        {
            int read;
            while ((read = await rows.ReadAsync(buffer, cancellationToken)) > 0)
            {
                count += buffer.AsSpan(0, read).Count((byte)'\n');
                hash.AppendData(buffer, 0, read);
                await entry.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        tables.Add(new(table, columns, count, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    /// <summary>Completes the file; <see cref="Publish"/> gives it its name.</summary>
    public async Task FinishAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        await BackupFile.WriteManifestAsync(archive!, manifest, cancellationToken);
        archive!.Dispose();
        archive = null;
        await BackupFile.SealAsync(file, cancellationToken);
    }

    /// <returns>Its size in bytes.</returns>
    public long Publish()
    {
        var length = file.Length;
        file.Dispose();
        File.Move(HalfMade, path, overwrite: false);
        return length;
    }

    /// <summary>Deletes a file that was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            archive?.Dispose();
            await file.DisposeAsync();
        }
        catch (IOException)
        {
            // The disk is full. The file is deleted below.
        }
        File.Delete(HalfMade);
    }

    private static string HalfMadeOf(string path) => path + ".new";
}
