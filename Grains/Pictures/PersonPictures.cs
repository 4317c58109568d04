using System.Security.Cryptography;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Chat.Attachments;
using Academy.Pictures;
using Academy.Vault;

namespace Academy.Grains.Pictures;

/// <summary>
/// Pictures of people: only what was made of the file is kept, sealed for the person. The account says which picture is
/// theirs. What it does not name (an upload that broke off, the one from before, those of the erased) is removed.
/// </summary>
internal sealed class PersonPictures(
    PersonPictureTable table,
    PictureTable sizes,
    PictureWorker worker,
    IPersonVault vault,
    IGrainFactory grains,
    TimeProvider clock
) : IPersonPictures
{
    public async Task<Outcome<PictureId>> Save(
        Caller caller,
        string contentType,
        Func<CancellationToken, Task<(byte[] Bytes, CommandKey? Key)>> read,
        CancellationToken cancellationToken
    )
    {
        if (FileKind.Find(contentType) is not { IsPicture: true })
            return PictureRefusals.NotTaken;
        CommandKey? repeated = null;
        var made = await worker.MakeAsync(
            PictureForm.OfPerson,
            async cancellation =>
            {
                (var bytes, repeated) = await read(cancellation);
                return bytes;
            },
            cancellationToken
        );
        if (!made.Accepted)
            return made.Refusal;
        // By chance, not by the clock: whoever has the id has the picture.
        var id = new PictureId(new Guid(RandomNumberGenerator.GetBytes(16)));
        var key = RandomNumberGenerator.GetBytes(FileCipher.KeyBytes);
        var words = await vault.SealAsync(caller.User.Value, Convert.ToBase64String(key), cancellationToken);
        await table.AddAsync(id, caller.User, words, clock.GetUtcNow(), cancellationToken);
        await sizes.KeepAsync(id.Value, key, made.Answer, cancellationToken);
        var outcome = await grains.GetGrain<IAccountGrain>(caller.Key).SetPicture(caller, repeated, id);
        if (!outcome.Accepted || outcome.Answer.Picture is not { } current)
        {
            await table.RemoveOneAsync(id, cancellationToken);
            return outcome.Accepted ? PictureRefusals.NotFound : outcome.Refusal;
        }
        // Of a repeat, the picture that the first one made.
        await table.RemoveAsync(caller.User, except: current, cancellationToken);
        return current;
    }

    public async Task<Outcome<PictureChange>> Remove(
        Caller caller,
        CommandKey? key,
        CancellationToken cancellationToken
    )
    {
        var outcome = await grains.GetGrain<IAccountGrain>(caller.Key).SetPicture(caller, key, picture: null);
        if (outcome.Accepted)
            await table.RemoveAsync(caller.User, except: null, cancellationToken);
        return outcome;
    }

    public async Task<PersonPicture?> Open(PictureId picture, int edge, CancellationToken cancellationToken)
    {
        if (
            await table.FindAsync(picture, cancellationToken) is not { } found
            || await vault.OpenAsync(found.Words, cancellationToken) is not { } key
        )
            return null;
        foreach (var each in PictureSizes.OfPeople.Where(e => e <= edge).OrderDescending())
        {
            await using var stored = await sizes.OpenAsync(
                picture.Value,
                Convert.FromBase64String(key),
                each,
                cancellationToken
            );
            if (stored is null)
                continue;
            var bytes = new byte[stored.Length];
            await stored.ReadExactlyAsync(bytes, cancellationToken);
            return new(bytes, found.MadeAt);
        }
        return null;
    }
}
