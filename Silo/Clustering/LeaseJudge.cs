using Academy.Journal;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>
/// Who of the others may be called dead by their leases. When the database was away, all leases end: that must not end
/// all silos, so whoever was without a lease themselves judges nobody for one lease, and an end of most leases has to
/// last for one.
/// </summary>
internal sealed class LeaseJudge(TimeProvider clock)
{
    private int interruptions;
    private long? quietSince;
    private long? mostEndedSince;

    /// <returns>For how long nobody is to be judged; null: somebody may be.</returns>
    public TimeSpan? MayNotJudge(ILease own)
    {
        if (!own.Holds || own.Interruptions != interruptions)
            (interruptions, quietSince, mostEndedSince) = (own.Interruptions, clock.GetTimestamp(), null);
        if (quietSince is not { } since)
            return null;
        if (own.Length - clock.GetElapsedTime(since) is { Ticks: > 0 } left)
            return left;
        quietSince = null;
        return null;
    }

    public void AllHold() => mostEndedSince = null;

    /// <param name="others">All members but this silo.</param>
    /// <param name="lease">How long a lease lasts.</param>
    public IReadOnlyList<SiloAddress> WhoIsDead(
        IReadOnlyList<(SiloAddress Silo, LeaseState Lease)> others,
        TimeSpan lease
    )
    {
        // What is seen to be gone is no matter of leases.
        SiloAddress[] gone = [.. others.Where(it => it.Lease.IsHolderGone).Select(it => it.Silo)];
        SiloAddress[] ended =
        [
            .. others.Where(it => it.Lease is { HasEnded: true, IsHolderGone: false }).Select(it => it.Silo),
        ];
        if (ended.Length * 2 <= others.Count + 1)
        {
            mostEndedSince = null;
            return [.. gone, .. ended];
        }
        mostEndedSince ??= clock.GetTimestamp();
        return clock.GetElapsedTime(mostEndedSince.Value) < lease ? gone : [.. gone, .. ended];
    }
}
