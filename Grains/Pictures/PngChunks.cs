using System.Buffers.Binary;

namespace Academy.Grains.Pictures;

/// <summary>
/// Leaves out of a PNG what a decoder would unpack and nobody needs: a text of ten megabytes becomes ten gigabytes, and
/// while it is unpacked nothing is read, so no deadline ends it.
/// </summary>
internal static class PngChunks
{
    /// <summary>Colour profiles and EXIF have some kilobytes.</summary>
    private const int ProfileBytesMax = 64 * 1024;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file with pixels and colours only; another file as it is.</summary>
    public static byte[] Plain(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Signature))
            return file;
        var plain = new MemoryStream(file.Length);
        plain.Write(Signature);
        var from = Signature.Length;
        while (file.Length - from >= 12)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(from));
            // A chunk that is cut off goes along: the decoder says that the file is.
            var whole = (int)Math.Min(file.Length - from, 12L + (uint)length);
            if (IsNeeded(file.AsSpan(from + 4, 4), length))
                plain.Write(file, from, whole);
            from += whole;
        }
        return plain.ToArray();
    }

    private static bool IsNeeded(ReadOnlySpan<byte> type, int length) =>
        type.SequenceEqual("IHDR"u8)
        || type.SequenceEqual("PLTE"u8)
        || type.SequenceEqual("IDAT"u8)
        || type.SequenceEqual("IEND"u8)
        || type.SequenceEqual("tRNS"u8)
        || type.SequenceEqual("sRGB"u8)
        || type.SequenceEqual("gAMA"u8)
        || type.SequenceEqual("cHRM"u8)
        || (type.SequenceEqual("iCCP"u8) || type.SequenceEqual("eXIf"u8)) && length is >= 0 and <= ProfileBytesMax;
}
