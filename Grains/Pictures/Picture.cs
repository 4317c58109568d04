namespace Academy.Grains.Pictures;

/// <summary>A picture that was decoded and made anew in several sizes, without what its file said besides.</summary>
/// <param name="Width">As it is shown, turned as its file says.</param>
/// <param name="Sizes">From the smallest.</param>
internal sealed record Picture(int Width, int Height, IReadOnlyList<PictureBytes> Sizes);

/// <param name="Edge">The name of the size.</param>
/// <param name="WebP">The whole file.</param>
internal sealed record PictureBytes(int Edge, byte[] WebP);

/// <param name="Edges">The longer edges that are asked for, from the smallest.</param>
/// <param name="IsSquare">Only the largest square in the middle is shown.</param>
internal sealed record PictureForm(IReadOnlyList<int> Edges, bool IsSquare = false)
{
    public static readonly PictureForm OfPerson = new(Academy.Pictures.PictureSizes.OfPeople, IsSquare: true);

    public static readonly PictureForm OfMessage = new(Academy.Pictures.PictureSizes.OfMessages);
}
