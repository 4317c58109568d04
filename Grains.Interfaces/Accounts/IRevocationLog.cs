namespace Academy.Accounts;

/// <summary>
/// What was revoked, read from the database: whatever was committed when it is asked is in the answer, whether or not
/// its owner has gathered it yet. For nodes that cannot be sure to be told in time.
/// </summary>
public interface IRevocationLog
{
    /// <param name="seq">The position on <see cref="Revocations.Stream"/> up to which everything is known.</param>
    Task<RevocationPage> After(long seq, CancellationToken cancellationToken);
}

/// <param name="Seq">Up to where the stream is known with this page.</param>
/// <param name="Revocations">Those behind the given position, and those that are not on the stream yet.</param>
/// <param name="IsAll">False: there is more than goes on a page; ask again.</param>
public sealed record RevocationPage(long Seq, IReadOnlyList<Revocation> Revocations, bool IsAll);
