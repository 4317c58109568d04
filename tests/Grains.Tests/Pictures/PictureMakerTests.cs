using System.Diagnostics;
using System.Text;
using Academy.Commands;
using Academy.Grains.Pictures;
using Academy.Pictures;
using SkiaSharp;

namespace Academy.Grains.Tests.Pictures;

/// <summary>What becomes of a picture, and of what only looks like one.</summary>
public sealed class PictureMakerTests
{
    private static readonly PictureForm Face = new([96, 480], IsSquare: true);

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_picture_is_made_in_its_sizes(SKEncodedImageFormat format)
    {
        var picture = Made(CraftedPictures.Halves(2000, 1000, format));
        Assert.Equal((2000, 1000), (picture.Width, picture.Height));
        Assert.Equal([96, 480, 1280], picture.Sizes.Select(size => size.Edge));
        Assert.Equal([(96, 48), (480, 240), (1280, 640)], picture.Sizes.Select(Measures));
        foreach (var size in picture.Sizes)
        {
            using var bitmap = SKBitmap.Decode(size.WebP);
            AssertReddish(bitmap.GetPixel(bitmap.Width / 4, bitmap.Height * 3 / 4));
            AssertBluish(bitmap.GetPixel(bitmap.Width * 3 / 4, bitmap.Height * 3 / 4));
        }
    }

    [Theory]
    [InlineData(1, 1, new[] { 96 }, 1, 1)]
    [InlineData(96, 20, new[] { 96 }, 96, 20)]
    [InlineData(97, 20, new[] { 96, 480 }, 97, 20)]
    [InlineData(300, 400, new[] { 96, 480 }, 300, 400)]
    [InlineData(60_000, 1, new[] { 96, 480, 1280 }, 1280, 1)]
    [InlineData(1, 60_000, new[] { 96, 480, 1280 }, 1, 1280)]
    public void Nothing_is_enlarged_and_a_line_stays_one(
        int width,
        int height,
        int[] edges,
        int lastWidth,
        int lastHeight
    )
    {
        var picture = Made(CraftedPictures.PngOf(width, height));
        Assert.Equal(edges, picture.Sizes.Select(size => size.Edge));
        Assert.Equal((lastWidth, lastHeight), Measures(picture.Sizes[^1]));
        Assert.Equal(
            PictureSizes.Of(width, height, PictureSizes.OfMessages).Select(size => (size.Width, size.Height)),
            picture.Sizes.Select(Measures)
        );
    }

    [Theory]
    [InlineData(1, "red", "blue")]
    [InlineData(2, "blue", "red")]
    [InlineData(3, "blue", "red")]
    [InlineData(4, "red", "blue")]
    [InlineData(5, "red", "blue")]
    [InlineData(6, "red", "blue")]
    [InlineData(7, "blue", "red")]
    [InlineData(8, "blue", "red")]
    public void It_is_turned_as_its_camera_was(int orientation, string first, string last)
    {
        var isOnItsSide = orientation >= 5;
        var jpeg = CraftedPictures.Halves(400, 200, SKEncodedImageFormat.Jpeg);
        var picture = Made(CraftedPictures.WithExif(jpeg, orientation, "here"));
        Assert.Equal(isOnItsSide ? (200, 400) : (400, 200), (picture.Width, picture.Height));
        using var bitmap = SKBitmap.Decode(picture.Sizes[0].WebP);
        Assert.Equal(isOnItsSide ? (48, 96) : (96, 48), (bitmap.Width, bitmap.Height));
        var (begin, end) = isOnItsSide
            ? (bitmap.GetPixel(24, 12), bitmap.GetPixel(24, 84))
            : (bitmap.GetPixel(12, 24), bitmap.GetPixel(84, 24));
        AssertColour(first, begin);
        AssertColour(last, end);
        // What was the upper half is the lighter one.
        var (light, dark) = orientation switch
        {
            1 or 2 => (bitmap.GetPixel(80, 10), bitmap.GetPixel(80, 40)),
            3 or 4 => (bitmap.GetPixel(80, 40), bitmap.GetPixel(80, 10)),
            5 or 8 => (bitmap.GetPixel(10, 80), bitmap.GetPixel(40, 80)),
            _ => (bitmap.GetPixel(40, 80), bitmap.GetPixel(10, 80)),
        };
        Assert.True(light.Green > dark.Green + 20, $"{light} is not lighter than {dark}.");
    }

    [Fact]
    public void Nothing_but_pixels_is_carried_over()
    {
        const string secret = "52.5163N 13.3777E";
        var jpeg = CraftedPictures.WithExif(CraftedPictures.Halves(700, 500, SKEncodedImageFormat.Jpeg), 1, secret);
        byte[] polyglot = [.. jpeg, .. Encoding.ASCII.GetBytes($"<script>alert('{secret}')</script>")];
        foreach (var size in Made(polyglot).Sizes)
        {
            var text = Encoding.Latin1.GetString(size.WebP);
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain("EXIF", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("ICCP", text, StringComparison.Ordinal);
            Assert.DoesNotContain("script", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_face_is_the_square_in_the_middle()
    {
        using var painted = new SKBitmap(1800, 600);
        using var canvas = new SKCanvas(painted);
        canvas.Clear(SKColors.Blue);
        using var paint = new SKPaint { Color = SKColors.Red };
        canvas.DrawRect(600, 0, 600, 600, paint);
        var jpeg = painted.Encode(SKEncodedImageFormat.Jpeg, 95).ToArray();
        foreach (var orientation in new[] { 1, 6 })
        {
            var file = CraftedPictures.WithExif(jpeg, orientation, "here");
            var outcome = PictureMaker.Make(file, Face, () => false);
            Assert.Equal([(96, 96), (480, 480)], outcome.Answer!.Sizes.Select(Measures));
            using var bitmap = SKBitmap.Decode(outcome.Answer.Sizes[0].WebP);
            foreach (var (x, y) in new[] { (4, 4), (92, 4), (4, 92), (92, 92), (48, 48) })
                AssertReddish(bitmap.GetPixel(x, y));
        }
    }

    [Fact]
    public void The_colours_of_printers_are_understood()
    {
        using var bitmap = SKBitmap.Decode(Made(CraftedPictures.CmykJpeg()).Sizes[0].WebP);
        AssertReddish(bitmap.GetPixel(4, 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100_000)]
    public void Of_an_animation_the_first_frame_is_shown(int frames)
    {
        var began = Stopwatch.GetTimestamp();
        using var bitmap = SKBitmap.Decode(Made(CraftedPictures.Gif(1, 1, frames)).Sizes[0].WebP);
        AssertReddish(bitmap.GetPixel(0, 0));
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void What_would_fill_the_memory_is_refused_before_it_is_decoded()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(PictureRefusals.TooManyPixels, Make(CraftedPictures.PngOf(60_000, 60_000, rows: 100)).Refusal);
        Assert.Equal(PictureRefusals.TooManyPixels, Make(CraftedPictures.Gif(65_535, 65_535, 1)).Refusal);
        Assert.Equal(PictureRefusals.TooManyPixels, Make(CraftedPictures.PngOf(6_325, 6_325)).Refusal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 * 1024 * 1024);
        Assert.True(Make(CraftedPictures.PngOf(6_324, 6_324)).Accepted);
    }

    [Fact]
    public void A_bomb_beside_the_pixels_does_not_go_off()
    {
        var text = CraftedPictures.CompressedText(1L << 28);
        byte[][] bombs =
        [
            CraftedPictures.PngOf(20, 20, rows: 2_000_000),
            CraftedPictures.PngOf(20, 20, null, ("zTXt", text)),
            CraftedPictures.PngOf(20, 20, null, ("iCCP", text)),
        ];
        // Nothing of a text or a profile that is too large even reaches the decoder.
        Assert.All(bombs[1..], bomb => Assert.True(PngChunks.Plain(bomb).Length < 1_000));
        foreach (var bomb in bombs)
            Assert.True(Make(bomb).Accepted);
        Assert.Equal(
            PictureRefusals.Unreadable,
            Make(CraftedPictures.PngOf(20, 20, null, ("BOMB", CraftedPictures.CompressedText(1 << 20)))[..60]).Refusal
        );
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void What_is_cut_off_is_refused_wherever_it_ends(SKEncodedImageFormat format)
    {
        var bytes = CraftedPictures.Halves(300, 200, format);
        for (var length = 0; length < bytes.Length - 16; length += Math.Max(1, bytes.Length / 40))
        {
            var outcome = Make(bytes[..length]);
            Assert.True(outcome.Refusal == PictureRefusals.Unreadable, $"{length} of {bytes.Length} bytes are taken.");
        }
    }

    [Fact]
    public void Damaged_bytes_are_a_picture_or_refused_and_nothing_else()
    {
        var random = new Random(7);
        foreach (var format in new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp })
        {
            var whole = CraftedPictures.Halves(120, 80, format);
            for (var round = 0; round < 200; round++)
            {
                var bytes = whole.ToArray();
                for (var i = 0; i < 1 + round % 8; i++)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                var outcome = Make(bytes);
                Assert.True(outcome.Accepted || outcome.Refusal.Code.StartsWith("pictures.", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("BM and a bitmap")]
    [InlineData("GIF89a")]
    public void What_is_no_picture_is_refused(string text) =>
        Assert.Equal(PictureRefusals.Unreadable, Make(Encoding.ASCII.GetBytes(text)).Refusal);

    [Fact]
    public void A_picture_that_takes_too_long_is_given_up()
    {
        var bytes = CraftedPictures.JpegOfScans(8_000, 4_900, 100_000);
        Assert.True(bytes.Length < 10 * 1024 * 1024);
        var began = Stopwatch.GetTimestamp();
        var outcome = PictureMaker.Make(bytes, PictureForm.OfMessage, () =>
            Stopwatch.GetElapsedTime(began) > TimeSpan.FromMilliseconds(300)
        );
        Assert.Equal(PictureRefusals.TooSlow, outcome.Refusal);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(8));
    }

    private static Outcome<Picture> Make(byte[] bytes) => PictureMaker.Make(bytes, PictureForm.OfMessage, () => false);

    private static Picture Made(byte[] bytes)
    {
        var outcome = Make(bytes);
        Assert.True(outcome.Accepted, outcome.Refusal?.Code);
        return outcome.Answer;
    }

    private static (int Width, int Height) Measures(PictureBytes size)
    {
        using var bitmap = SKBitmap.Decode(size.WebP);
        return (bitmap.Width, bitmap.Height);
    }

    private static void AssertColour(string name, SKColor colour)
    {
        if (name == "red")
            AssertReddish(colour);
        else
            AssertBluish(colour);
    }

    private static void AssertReddish(SKColor colour) =>
        Assert.True(colour is { Red: > 180, Blue: < 150, Alpha: 255 }, $"{colour} is not red.");

    private static void AssertBluish(SKColor colour) =>
        Assert.True(colour is { Blue: > 180, Red: < 150, Alpha: 255 }, $"{colour} is not blue.");
}
