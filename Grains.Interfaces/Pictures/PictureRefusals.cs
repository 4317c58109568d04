using Academy.Commands;

namespace Academy.Pictures;

public static class PictureRefusals
{
    public static readonly Refusal NotFound = new(
        "pictures.not-found",
        RefusalKind.NotFound,
        "There is no such picture (any more)."
    );

    public static readonly Refusal NotTaken = new(
        "pictures.not-taken",
        RefusalKind.Unprocessable,
        "A picture is a PNG, JPEG, WebP or GIF."
    );

    public static readonly Refusal Unreadable = new(
        "pictures.unreadable",
        RefusalKind.Unprocessable,
        "The picture is damaged or cut off."
    );

    public static readonly Refusal TooManyPixels = new(
        "pictures.too-many-pixels",
        RefusalKind.Unprocessable,
        $"A picture has at most {PictureSizes.PixelsMax / 1_000_000} million pixels."
    );

    public static readonly Refusal TooSlow = new(
        "pictures.too-slow",
        RefusalKind.Unprocessable,
        "The picture takes too long to open."
    );

    /// <summary>More pictures wait than may wait. Nothing was kept.</summary>
    public static readonly Refusal Busy = new(
        "pictures.busy",
        RefusalKind.TooManyRequests,
        "Too many pictures are being prepared right now; try again."
    )
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };
}
