using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace Academy.Grains.Tests.Pictures;

/// <summary>Pictures as no camera makes them, and some as cameras do.</summary>
internal static class CraftedPictures
{
    /// <summary>Red on the left, blue on the right; the upper half is lighter.</summary>
    public static byte[] Halves(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Red);
        using var paint = new SKPaint { Color = SKColors.Blue };
        canvas.DrawRect(width / 2f, 0, width, height, paint);
        paint.Color = SKColors.White.WithAlpha(80);
        canvas.DrawRect(0, 0, width, height / 2f, paint);
        return bitmap.Encode(format, 95).ToArray();
    }

    /// <summary>With EXIF right behind the beginning, as a phone writes it: an orientation, and a place.</summary>
    public static byte[] WithExif(byte[] jpeg, int orientation, string place)
    {
        byte[] tiff =
        [
            .. "MM\0*"u8,
            0,
            0,
            0,
            8,
            0,
            2,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte)orientation,
            0,
            0,
            0x01,
            0x0E,
            0,
            2,
            0,
            0,
            0,
            (byte)place.Length,
            0,
            0,
            0,
            38,
            0,
            0,
            0,
            0,
            .. Encoding.ASCII.GetBytes(place),
        ];
        var length = 2 + 6 + tiff.Length;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. tiff, .. jpeg[2..]];
    }

    /// <summary>A PNG that says to have so many pixels, all black, in a few bytes.</summary>
    public static byte[] PngOf(int width, int height, long? rows = null, params (string Type, byte[] Data)[] chunks)
    {
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (width + 7) / 8];
            for (var i = 0L; i < (rows ?? height); i++)
                deflate.Write(row);
        }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1; // One bit per pixel, grey.
        return
        [
            0x89,
            .. "PNG\r\n"u8,
            0x1A,
            .. "\n"u8,
            .. Chunk("IHDR", header),
            .. chunks.SelectMany(chunk => Chunk(chunk.Type, chunk.Data)),
            .. Chunk("IDAT", data.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>As many zeros as wanted, compressed as in a chunk of text.</summary>
    public static byte[] CompressedText(long length)
    {
        using var data = new MemoryStream();
        data.Write("Comment\0\0"u8);
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            var part = new byte[1 << 20];
            for (; length > 0; length -= part.Length)
                deflate.Write(part);
        }
        return data.ToArray();
    }

    /// <summary>An animation: a red pixel at first, and blue ones after it.</summary>
    public static byte[] Gif(int width, int height, int frames)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        file.Write([(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0]);
        file.Write([255, 0, 0, 0, 0, 255]);
        for (var i = 0; i < frames; i++)
        {
            file.Write([0x21, 0xF9, 4, 0, 10, 0, 0, 0]);
            file.Write([0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
            file.Write([2, 2, (byte)(i == 0 ? 0x44 : 0x4C), 1, 0]);
        }
        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>One block in the colours of printers, inverted as Adobe writes them: this is red.</summary>
    public static byte[] CmykJpeg()
    {
        var bits = new StringBuilder();
        foreach (var ink in new[] { 255, 0, 0, 255 })
        {
            var (dc, size) = ((ink - 128) * 8, 0);
            while (Math.Abs(dc) >> size > 0)
                size++;
            bits.Append(Convert.ToString(size, 2).PadLeft(4, '0'));
            var value = dc < 0 ? dc + (1 << size) - 1 : dc;
            bits.Append(Convert.ToString(value, 2).PadLeft(size, '0'));
            bits.Append('0'); // The end of the block.
        }
        return
        [
            0xFF,
            0xD8,
            .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]),
            .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
            .. Segment(0xC0, [8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]),
            .. Segment(0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(i => (byte)i)]),
            .. Segment(0xC4, [0x10, 1, .. new byte[15], 0]),
            .. Segment(0xDA, [4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]),
            .. Scan(bits.ToString()),
            0xFF,
            0xD9,
        ];
    }

    /// <summary>A progressive JPEG that says nothing over and over: every scan is a walk over all blocks.</summary>
    public static byte[] JpegOfScans(int width, int height, int scans)
    {
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        file.Write(Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]));
        byte[] size = [(byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width];
        file.Write(Segment(0xC2, [8, .. size, 1, 1, 0x11, 0]));
        file.Write(Segment(0xC4, [0x00, 1, .. new byte[15], 0]));
        file.Write(Segment(0xC4, [0x10, 1, .. new byte[15], 0xE0]));
        var blocks = (width + 7) / 8 * ((height + 7) / 8);
        file.Write(Segment(0xDA, [1, 1, 0, 0, 0, 0]));
        file.Write(new byte[blocks / 8 + 1]);
        byte[] again = [.. Segment(0xDA, [1, 1, 0, 1, 63, 0]), .. new byte[(blocks / 16384 + 1) * 15 / 8 + 1]];
        for (var i = 0; i < scans; i++)
            file.Write(again);
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    private static byte[] Segment(byte marker, byte[] data) =>
        [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] Scan(string bits)
    {
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        var bytes = new List<byte>();
        for (var i = 0; i < bits.Length; i += 8)
        {
            bytes.Add(Convert.ToByte(bits.Substring(i, 8), 2));
            if (bytes[^1] == 0xFF)
                bytes.Add(0);
        }
        return [.. bytes];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[4 + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(body));
        return chunk;
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        return ~crc;
    }
}
