namespace Academy.Grains.Chat.Attachments;

/// <summary>
/// A file's bytes, with seeking. It holds one chunk in memory at a time, and no connection between two chunks.
/// </summary>
internal sealed class ChunkStream(AttachmentTable table, Guid file, long size, byte[] key) : Stream
{
    /// <summary>Bytes of a chunk before it is encrypted; the last one may have fewer.</summary>
    public const int ChunkBytes = 256 * 1024;

    private readonly FileCipher cipher = new(file, key);
    private byte[] chunk = [];
    private int number = -1;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position =
            offset
            + origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => position,
                _ => Length,
            };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= Length)
            return 0;
        await FetchAsync((int)(position / ChunkBytes), cancellationToken);
        var read = chunk.AsMemory((int)(position % ChunkBytes));
        if (read.Length > buffer.Length)
            read = read[..buffer.Length];
        read.CopyTo(buffer);
        position += read.Length;
        return read.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The file is stored.");

    public override void SetLength(long value) => throw new NotSupportedException("The file is stored.");

    public override void Flush() { }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            cipher.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask FetchAsync(int wanted, CancellationToken cancellationToken)
    {
        if (number == wanted)
            return;
        var box = await table.ChunkAsync(file, wanted, cancellationToken)
            ?? throw new EndOfStreamException($"The file {file} has no chunk {wanted}.");
        chunk = cipher.Open(wanted, box);
        if (chunk.Length != Math.Min(ChunkBytes, Length - (long)wanted * ChunkBytes))
            throw new InvalidDataException($"Chunk {wanted} of the file {file} has {chunk.Length} bytes.");
        number = wanted;
    }
}
