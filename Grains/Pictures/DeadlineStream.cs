namespace Academy.Grains.Pictures;

/// <summary>
/// Ends when the time is up, as if the file were cut off. A decoder cannot be cancelled, but it stops where its input
/// ends: so a file that has a decoder start over and over (a JPEG of thousands of scans) ends, too.
/// </summary>
internal sealed class DeadlineStream(byte[] bytes, Func<bool> isOver) : MemoryStream(bytes, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count) => isOver() ? 0 : base.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => isOver() ? 0 : base.Read(buffer);
}
