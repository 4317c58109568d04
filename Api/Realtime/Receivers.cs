namespace Academy.Api.Realtime;

/// <summary>
/// Subscriptions of a relay, in no order: added and removed in a moment however many there are, and copied only when they
/// change while somebody still goes through them. Guarded by the relay's lock.
/// </summary>
internal sealed class Receivers
{
    /// <summary>The place of a subscription that is in no relay.</summary>
    public const int Nowhere = -1;

    private Subscription[] items = [];
    private bool lent;

    public int Count { get; private set; }

    public ReadOnlySpan<Subscription> Now => items.AsSpan(0, Count);

    public void Add(Subscription subscription)
    {
        if (lent || Count == items.Length)
            Copy(Math.Max(4, Count == items.Length ? Count * 2 : items.Length));
        subscription.Place = Count;
        items[Count++] = subscription;
    }

    public bool Remove(Subscription subscription)
    {
        var place = subscription.Place;
        if (place < 0 || place >= Count || !ReferenceEquals(items[place], subscription))
            return false;
        if (lent)
            Copy(items.Length);
        var last = items[--Count];
        items[place] = last;
        last.Place = place;
        items[Count] = null!;
        subscription.Place = Nowhere;
        return true;
    }

    /// <summary>Those of this moment, to go through outside the lock.</summary>
    public ReadOnlyMemory<Subscription> Lend()
    {
        lent = true;
        return items.AsMemory(0, Count);
    }

    private void Copy(int length)
    {
        var copy = new Subscription[length];
        items.AsSpan(0, Count).CopyTo(copy);
        (items, lent) = (copy, false);
    }
}
