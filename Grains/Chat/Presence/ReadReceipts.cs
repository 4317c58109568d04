using Academy.Accounts;

namespace Academy.Grains.Chat.Presence;

/// <summary>
/// How far the members of a small room have read, in memory. The durable positions are on the members' own streams.
/// </summary>
internal sealed class ReadReceipts
{
    private readonly Dictionary<UserId, long> seqs = [];
    private readonly HashSet<UserId> untold = [];

    public long Of(UserId user) => seqs.GetValueOrDefault(user);

    /// <summary>Loads the durable positions.</summary>
    public void Begin(IReadOnlyList<ReaderSeq> kept)
    {
        foreach (var (user, seq) in kept)
            seqs[user] = Math.Max(seq, Of(user));
    }

    /// <summary>True if the position has advanced.</summary>
    public bool Note(UserId user, long seq)
    {
        if (seq <= Of(user))
            return false;
        seqs[user] = seq;
        untold.Add(user);
        return true;
    }

    public IReadOnlyList<ReaderSeq> Tell()
    {
        ReaderSeq[] news = [.. untold.Select(user => new ReaderSeq(user, Of(user)))];
        untold.Clear();
        return news;
    }
}
