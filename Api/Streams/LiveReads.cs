using Academy.Accounts;
using Academy.Api.Authentication;
using Academy.Api.Realtime;

namespace Academy.Api.Streams;

/// <summary>The live reads of this node, so that whatever ends an access ends them, too.</summary>
internal sealed class LiveReads
{
    private readonly RevokedAccess revoked;
    private readonly RealtimeMetrics metrics;
    private readonly PersonConnections people;
    private readonly IHostApplicationLifetime host;
    private readonly Lock gate = new();
    private readonly Dictionary<SessionId, HashSet<LiveRead>> bySession = [];

    public LiveReads(
        RevokedAccess revoked,
        RealtimeMetrics metrics,
        PersonConnections people,
        IHostApplicationLifetime host
    )
    {
        (this.revoked, this.metrics, this.people, this.host) = (revoked, metrics, people, host);
        host.ApplicationStopping.Register(() =>
        {
            foreach (var read in All)
                read.End();
        });
    }

    /// <summary>Those of this moment.</summary>
    public IReadOnlyList<LiveRead> All
    {
        get
        {
            lock (gate)
                return [.. bySession.Values.SelectMany(reads => reads)];
        }
    }

    /// <summary>False when the session, or the person, has too many.</summary>
    public bool TryAdd(LiveRead read, AccessTicket ticket)
    {
        lock (gate)
        {
            var reads = bySession.GetValueOrDefault(read.Session);
            if (reads?.Count >= RealtimeLimits.LiveReadsPerSession || !people.TryOpen(read.Caller))
                return false;
            if (reads is null)
                bySession.Add(read.Session, reads = []);
            reads.Add(read);
        }
        metrics.Reading(+1);
        // Whatever was revoked since its token was looked at: either it is seen here, or the read is found there.
        if (revoked.Refuses(ticket))
            read.Cut(CloseReasons.SessionEnded);
        // Kestrel waits for requests when the host stops: this one is answered with what is there.
        else if (host.ApplicationStopping.IsCancellationRequested)
            read.End();
        return true;
    }

    /// <summary>The request is over.</summary>
    public void Remove(LiveRead read)
    {
        lock (gate)
        {
            var reads = bySession[read.Session];
            reads.Remove(read);
            if (reads.Count == 0)
                bySession.Remove(read.Session);
        }
        metrics.Reading(-1);
        people.Close(read.Caller);
        read.End();
    }

    public void Cut(SessionId session)
    {
        LiveRead[] reads;
        lock (gate)
            reads = bySession.TryGetValue(session, out var open) ? [.. open] : [];
        foreach (var read in reads)
            read.Cut(CloseReasons.SessionEnded);
    }

    /// <summary>
    /// What somebody may see has changed: of all streams, or of one; and of one person, or of everybody.
    /// </summary>
    public void Cut(OrganizationId organization, UserId? user, string? stream, string reason)
    {
        foreach (var read in All)
        {
            if (
                read.Caller.Organization == organization
                && (user is null || read.Caller.User == user)
                && (stream is null || read.Stream == stream)
            )
                read.Cut(reason);
        }
    }
}
