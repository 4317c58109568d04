using Academy.Accounts;
using Academy.Commands;
using Orleans.Concurrency;

namespace Academy.Pictures;

/// <summary>Pictures of people.</summary>
public interface IPersonPictures
{
    /// <summary>Makes the caller's picture of a file, and removes the one from before.</summary>
    /// <param name="caller">Whose picture it becomes.</param>
    /// <param name="contentType">As the sender gave it.</param>
    /// <param name="read">Reads the whole file when it is its turn, and says how a repeat is recognised.</param>
    /// <param name="cancellationToken">The sender has gone away.</param>
    Task<Outcome<PictureId>> Save(
        Caller caller,
        string contentType,
        Func<CancellationToken, Task<(byte[] Bytes, CommandKey? Key)>> read,
        CancellationToken cancellationToken
    );

    Task<Outcome<PictureChange>> Remove(Caller caller, CommandKey? key, CancellationToken cancellationToken);

    /// <summary>One of <see cref="PictureSizes.OfPeople"/>, or the next smaller one that there is; null: it is gone.
    /// </summary>
    Task<PersonPicture?> Open(PictureId picture, int edge, CancellationToken cancellationToken);
}

/// <summary>Which picture the person has by a command.</summary>
[GenerateSerializer, Immutable, Alias("pictures.picture-change")]
public sealed record PictureChange([property: Id(0)] PictureId? Picture);

/// <param name="WebP">The whole file.</param>
public sealed record PersonPicture(byte[] WebP, DateTimeOffset At);
