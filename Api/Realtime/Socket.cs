using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Commands;

namespace Academy.Api.Realtime;

/// <summary>An open hub connection: whose it is, what it subscribes to, and what waits to be written to it.</summary>
internal sealed class Socket(string id, Caller caller, SessionId session, CallRateLimit calls, OutgoingQueue outgoing)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Subscription> subscriptions = [];
    private Caller caller = caller;
    private int access;
    private bool closed;

    public string Id => id;

    public Caller Caller => Volatile.Read(ref caller);

    public SessionId Session => session;

    public CallRateLimit Calls => calls;

    public OutgoingQueue Outgoing => outgoing;

    /// <summary>Counts the changes of what its caller may see; read before an owner is asked.</summary>
    public int Access => Volatile.Read(ref access);

    public void Become(Role role)
    {
        lock (gate)
        {
            if (caller.Role == role)
                return;
            caller = caller with { Role = role };
            access++;
        }
    }

    /// <summary>
    /// Makes room for a subscription, in place of one to the same stream (returned as <paramref name="replaced"/>);
    /// false when there are too many.
    /// </summary>
    public bool TryAdd(Subscription subscription, out Subscription? replaced)
    {
        lock (gate)
        {
            subscriptions.TryGetValue(subscription.Stream, out replaced);
            if (closed || (replaced is null && subscriptions.Count >= RealtimeLimits.SubscriptionsPerSocket))
                return false;
            subscriptions[subscription.Stream] = subscription;
            return true;
        }
    }

    /// <summary>False when it was ended, or what its caller may see has changed since the owner was asked.</summary>
    public bool TryAnswer(Subscription subscription)
    {
        lock (gate)
        {
            if (!Holds(subscription) || access != subscription.Access)
                return false;
            subscription.Phase = Phase.Answered;
            return true;
        }
    }

    public bool Holds(Subscription subscription, out string? endReason)
    {
        lock (gate)
        {
            endReason = subscription.EndReason;
            return Holds(subscription);
        }
    }

    /// <summary>The answer has been written: what ended it meanwhile may be said now.</summary>
    public void Told(Subscription subscription)
    {
        string? reason;
        lock (gate)
        {
            subscription.Phase = Phase.Told;
            reason = subscription.EndReason;
        }
        if (reason is not null)
            outgoing.Send(Frame.OfEnded(subscription.Stream, reason));
        else
            subscription.OnTold?.Invoke();
    }

    /// <summary>True for the one who removes it.</summary>
    public bool Remove(Subscription subscription)
    {
        lock (gate)
            return Holds(subscription) && subscriptions.Remove(subscription.Stream);
    }

    public bool Remove(string stream, [NotNullWhen(true)] out Subscription? removed)
    {
        lock (gate)
            return subscriptions.Remove(stream, out removed);
    }

    /// <summary>
    /// Ends a subscription and tells the client: after its answer, if that is not written yet, or with it. True for the
    /// one who ended it.
    /// </summary>
    public bool End(Subscription subscription, string reason, Frame ended)
    {
        bool tell;
        lock (gate)
        {
            if (!Holds(subscription))
                return false;
            subscriptions.Remove(subscription.Stream);
            subscription.EndReason = reason;
            tell = subscription.Phase == Phase.Told;
        }
        outgoing.Stop(subscription);
        if (tell)
            outgoing.Send(ended);
        return true;
    }

    /// <summary>
    /// What its caller may see has changed, of one stream or of all: returns the subscriptions that hold; those that
    /// are being joined ask again by themselves.
    /// </summary>
    public IReadOnlyList<Subscription> AccessChanged(string? stream)
    {
        lock (gate)
        {
            access++;
            return
            [
                .. subscriptions.Values.Where(s => s.Phase != Phase.Joining && (stream is null || s.Stream == stream)),
            ];
        }
    }

    /// <summary>Ends all subscriptions for good and returns them.</summary>
    public IReadOnlyList<Subscription> Close()
    {
        lock (gate)
        {
            closed = true;
            var ended = subscriptions.Values.ToArray();
            subscriptions.Clear();
            return ended;
        }
    }

    private bool Holds(Subscription subscription) =>
        subscriptions.TryGetValue(subscription.Stream, out var held) && ReferenceEquals(held, subscription);
}
