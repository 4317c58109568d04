using Microsoft.Extensions.Options;

namespace Academy.Journal.Leasing;

/// <summary>The clock of leases. It runs while the machine sleeps, and cannot be set.</summary>
/// <param name="Clock">Only its timestamps and timers are used.</param>
internal sealed record LeaseTime(TimeProvider Clock);

/// <inheritdoc cref="ILease"/>
/// <remarks>
/// It counts from before the heartbeat was sent. The database counts from when it arrived, which is later.
/// </remarks>
internal sealed class Lease(IOptions<JournalOptions> options, LeaseTime time) : ILease
{
    private readonly TimeProvider clock = time.Clock;
    private readonly long length = (long)(options.Value.Lease.TotalSeconds * time.Clock.TimestampFrequency);
    private readonly Lock gate = new();
    private long endsAt = long.MinValue;
    private volatile bool isFenced;
    private bool hasEnded;
    private int interruptions;

    public bool Holds => clock.GetTimestamp() < Volatile.Read(ref endsAt);

    public TimeSpan Length => options.Value.Lease;

    public int Interruptions => Volatile.Read(ref interruptions);

    public Exception Refusal() =>
        isFenced
            ? new JournalFencedException("Another process took over; this one no longer answers.")
            {
                IsOutcomeUnknown = true,
            }
            : new JournalUnavailableException(
                $"The database has not confirmed this process for {options.Value.Lease.TotalSeconds:0.#} s."
            )
            {
                IsOutcomeUnknown = true,
            };

    /// <param name="sent">The clock's timestamp before the heartbeat was sent.</param>
    /// <returns>The time since the heartbeat before this one was sent; null for the first.</returns>
    public TimeSpan? Renew(long sent)
    {
        lock (gate)
        {
            if (hasEnded)
                return null;
            TimeSpan? since = endsAt == long.MinValue ? null : clock.GetElapsedTime(endsAt - length, sent);
            if (endsAt != long.MinValue && clock.GetTimestamp() >= endsAt)
                interruptions++;
            Volatile.Write(ref endsAt, sent + length);
            return since;
        }
    }

    /// <summary>Ends it; it cannot be renewed any more.</summary>
    public void End(bool fenced)
    {
        lock (gate)
        {
            (hasEnded, isFenced) = (true, fenced);
            Volatile.Write(ref endsAt, long.MinValue);
        }
    }
}
