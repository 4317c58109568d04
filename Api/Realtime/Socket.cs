using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Commands;

namespace Academy.Api.Realtime;

/// <summary>An open hub connection: whose it is, what it subscribes to, and what waits to be written to it.</summary>
internal sealed class Socket(string id, Caller caller, SessionId session, CallAllowance calls, OutgoingQueue outgoing)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Subscription> subscriptions = [];
    private bool closed;

    public string Id => id;

    public Caller Caller => caller;

    public SessionId Session => session;

    public CallAllowance Calls => calls;

    public OutgoingQueue Outgoing => outgoing;

    /// <summary>
    /// Makes room for a subscription, in place of one to the same stream (returned as <paramref name="replaced"/>); false when
    /// there are too many.
    /// </summary>
    public bool TryAdd(string stream, [NotNullWhen(true)] out Subscription? added, out Subscription? replaced)
    {
        lock (gate)
        {
            subscriptions.TryGetValue(stream, out replaced);
            added = null;
            if (closed || (replaced is null && subscriptions.Count >= RealtimeLimits.SubscriptionsPerSocket))
                return false;
            subscriptions[stream] = added = new Subscription(this, stream);
            return true;
        }
    }

    public bool Holds(Subscription subscription)
    {
        lock (gate)
            return subscriptions.TryGetValue(subscription.Stream, out var held) && ReferenceEquals(held, subscription);
    }

    /// <summary>True for the one who removes it.</summary>
    public bool Remove(Subscription subscription)
    {
        lock (gate)
        {
            return subscriptions.TryGetValue(subscription.Stream, out var held) && ReferenceEquals(held, subscription)
                && subscriptions.Remove(subscription.Stream);
        }
    }

    public bool Remove(string stream, [NotNullWhen(true)] out Subscription? removed)
    {
        lock (gate)
            return subscriptions.Remove(stream, out removed);
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
}
