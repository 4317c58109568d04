using Academy.Commands;
using Academy.Pictures;
using SkiaSharp;

namespace Academy.Grains.Pictures;

/// <summary>
/// Decodes a picture and makes it anew in several sizes, as WebP. Only pixels are carried over: no EXIF, no place, no
/// comment, nothing behind the picture's end. Colours become sRGB, and the picture is turned as its file says.
/// </summary>
internal static class PictureMaker
{
    private const int Quality = 80;

    private static readonly SKSamplingOptions Sampling = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <param name="bytes">The file.</param>
    /// <param name="form">What is made of it.</param>
    /// <param name="isOver">Whether the time is up; asked often.</param>
    public static Outcome<Picture> Make(byte[] bytes, PictureForm form, Func<bool> isOver)
    {
        // The codec owns the stream.
        using var codec = SKCodec.Create(new DeadlineStream(PngChunks.Plain(bytes), isOver), out var result);
        if (codec is null || result != SKCodecResult.Success)
            return isOver() ? PictureRefusals.TooSlow : PictureRefusals.Unreadable;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > PictureSizes.PixelsMax)
            return PictureRefusals.TooManyPixels;
        using var decoded = Decode(codec, form);
        if (isOver())
            return PictureRefusals.TooSlow;
        if (decoded is null)
            return PictureRefusals.Unreadable;

        var origin = codec.EncodedOrigin;
        if (IsOnItsSide(origin))
            (width, height) = (height, width);
        var shown = form.IsSquare ? Math.Min(width, height) : 0;
        var sizes = PictureSizes.Of(form.IsSquare ? shown : width, form.IsSquare ? shown : height, form.Edges);
        var made = new List<PictureBytes>(sizes.Count);
        using var source = SKImage.FromBitmap(decoded);
        foreach (var size in sizes)
        {
            using var bitmap = Draw(source, origin, size, form.IsSquare);
            made.Add(new(size.Edge, Encode(bitmap)));
            if (isOver())
                return PictureRefusals.TooSlow;
        }
        return new Picture(width, height, made);
    }

    /// <summary>The first frame, as small as the codec makes it without going below the largest size; null: it is
    /// damaged.</summary>
    private static SKBitmap? Decode(SKCodec codec, PictureForm form)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var wanted = (double)form.Edges[^1] / (form.IsSquare ? Math.Min(width, height) : Math.Max(width, height));
        // A JPEG is decoded in eighths.
        var scale = Math.Min(1, Math.Ceiling(wanted * 8) / 8);
        var size = codec.GetScaledDimensions((float)scale);
        return DecodeAs(codec, size.Width, size.Height) ?? DecodeAs(codec, width, height);
    }

    private static SKBitmap? DecodeAs(SKCodec codec, int width, int height)
    {
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) == SKCodecResult.Success)
        {
            bitmap.SetImmutable();
            return bitmap;
        }
        bitmap.Dispose();
        return null;
    }

    private static SKBitmap Draw(SKImage source, SKEncodedOrigin origin, PictureSize size, bool isSquare)
    {
        // Without a colour space: else the encoder writes it into the file.
        var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        canvas.Concat(Turning(origin, size.Width, size.Height));
        var (width, height) = IsOnItsSide(origin) ? (size.Height, size.Width) : (size.Width, size.Height);
        var edge = Math.Min(source.Width, source.Height);
        var part = isSquare
            ? SKRect.Create((source.Width - edge) / 2f, (source.Height - edge) / 2f, edge, edge)
            : SKRect.Create(source.Width, source.Height);
        canvas.DrawImage(source, part, SKRect.Create(width, height), Sampling);
        canvas.Flush();
        return bitmap;
    }

    private static byte[] Encode(SKBitmap bitmap)
    {
        using var pixels = bitmap.PeekPixels();
        using var data = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, Quality))
            ?? throw new InvalidOperationException($"{bitmap.Width}×{bitmap.Height} pixels were not encoded as WebP.");
        return data.ToArray();
    }

    private static bool IsOnItsSide(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    /// <summary>From the pixels as they are stored to the picture as it is shown, of this width and height.</summary>
    private static SKMatrix Turning(SKEncodedOrigin origin, int width, int height) =>
        origin switch
        {
            SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new(0, -1, width, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new(0, -1, width, -1, 0, height, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, height, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
}
