namespace Academy.Vault;

/// <summary>
/// Seals what people wrote with a key of their own, so that erasing a person is destroying one key while the journal
/// stays replayable. Sealed text is a self-contained string that names its person.
/// </summary>
public interface IPersonVault
{
    /// <summary>Encrypts text for a person; makes the person's key at first use.</summary>
    ValueTask<string> SealAsync(Guid person, string text, CancellationToken cancellationToken);

    /// <summary>Decrypts; null when the person was erased.</summary>
    ValueTask<string?> OpenAsync(string sealedText, CancellationToken cancellationToken);

    /// <summary>
    /// Decrypts with a key that this process already holds, which is so for what it has just sealed (projections run
    /// then) and during a rebuild, which loads all keys first. Null when the person was erased.
    /// </summary>
    string? Open(string sealedText);

    /// <summary>
    /// Destroys a person's key, here and in the database, and what the journal's own tables hold of him besides events:
    /// snapshots, recorded answers, outbox rows, states of grains. His streams and grains are those whose id is his.
    /// </summary>
    /// <param name="person">Whom.</param>
    /// <param name="cancellationToken">Stops it, perhaps half way: then it is to be asked again.</param>
    /// <param name="doing">The outbox row that orders it, which stays until its worker completes it.</param>
    Task EraseAsync(Guid person, CancellationToken cancellationToken, Guid? doing = null);
}
