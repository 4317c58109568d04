namespace Academy.Vault;

/// <summary>
/// Encrypts ("seals") what people wrote, with a key per person. Erasing a person means destroying that key; the journal
/// stays as it is and can still be replayed. Sealed text is a self-contained string that names its person.
/// </summary>
public interface IPersonVault
{
    /// <summary>Encrypts text with the person's key, which the first use makes.</summary>
    ValueTask<string> SealAsync(Guid person, string text, CancellationToken cancellationToken);

    /// <summary>Decrypts; null when the person was erased.</summary>
    ValueTask<string?> OpenAsync(string sealedText, CancellationToken cancellationToken);

    /// <summary>
    /// Decrypts with a key that this process already holds: of text that it has just sealed, which is what projections
    /// open, and of any text during a rebuild, which loads all keys first. Null when the person was erased.
    /// </summary>
    string? Open(string sealedText);

    /// <summary>
    /// Destroys a person's key, here and in the database, and deletes what the journal's own tables hold of the person
    /// besides events: snapshots, recorded answers, outbox rows, states of grains. The person's id is the id of their
    /// streams and grains.
    /// </summary>
    /// <param name="person">The person to erase.</param>
    /// <param name="cancellationToken">Stops the erasure, perhaps half way: then it must be requested again.</param>
    /// <param name="doing">The outbox row that requested it; its worker still has to complete that row.</param>
    Task EraseAsync(Guid person, CancellationToken cancellationToken, Guid? doing = null);
}
