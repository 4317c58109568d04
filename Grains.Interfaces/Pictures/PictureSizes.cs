namespace Academy.Pictures;

/// <summary>Which sizes a picture is made in. A picture is never enlarged.</summary>
public static class PictureSizes
{
    /// <summary>Pixels of a picture before it is decoded: what a worker's memory and time are planned for.</summary>
    public const int PixelsMax = 40_000_000;

    /// <summary>What sizes are stored and sent as.</summary>
    public const string ContentType = "image/webp";

    /// <summary>The longer edges of a picture in a message, in pixels.</summary>
    public static IReadOnlyList<int> OfMessages { get; } = [96, 480, 1280];

    /// <summary>The edges of a person's picture, which is a square.</summary>
    public static IReadOnlyList<int> OfPeople { get; } = [96, 480];

    /// <summary>
    /// The sizes of a picture of this width and height. The last one is the picture itself if that is small enough.
    /// </summary>
    public static IReadOnlyList<PictureSize> Of(int width, int height, IReadOnlyList<int> edges)
    {
        var longer = Math.Max(width, height);
        var sizes = new List<PictureSize>(edges.Count);
        foreach (var edge in edges)
        {
            var scale = Math.Min(1, (double)edge / longer);
            sizes.Add(new(edge, Scaled(width, scale), Scaled(height, scale)));
            if (edge >= longer)
                break;
        }
        return sizes;
    }

    /// <summary>A line of one pixel is not scaled away.</summary>
    private static int Scaled(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale));
}

/// <param name="Edge">Its name: the longer edge that it has at most.</param>
public readonly record struct PictureSize(int Edge, int Width, int Height);
