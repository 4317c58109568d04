namespace Academy.Streams.Receiving;

/// <summary>A receiver's place at a watch, and what it has.</summary>
internal sealed class Attachment(Watch watch, IStreamReceiver receiver, long after) : IAttachment
{
    /// <summary>The place of an attachment that is over.</summary>
    public const int Nowhere = -1;

    public IStreamReceiver Receiver => receiver;

    /// <summary>The number of the last message that it has; guarded by the watch's turn.</summary>
    public long After { get; set; } = after;

    /// <summary>Where it is among the watch's receivers; guarded by the watch's lock.</summary>
    public int Place { get; set; } = Nowhere;

    public void Detach() => watch.Detach(this);
}

/// <summary>
/// Receivers of a watch, in no order: added and removed in a moment however many there are, and copied only when they
/// change while somebody still goes through them. Guarded by the watch's lock.
/// </summary>
internal sealed class Receivers
{
    private Attachment[] items = [];
    private bool lent;

    public int Count { get; private set; }

    public void Add(Attachment attachment)
    {
        if (lent || Count == items.Length)
            Copy(Math.Max(1, Count == items.Length ? Count * 2 : items.Length));
        attachment.Place = Count;
        items[Count++] = attachment;
    }

    public bool Remove(Attachment attachment)
    {
        var place = attachment.Place;
        if (place < 0 || place >= Count || !ReferenceEquals(items[place], attachment))
            return false;
        if (lent)
            Copy(items.Length);
        var last = items[--Count];
        items[place] = last;
        last.Place = place;
        items[Count] = null!;
        attachment.Place = Attachment.Nowhere;
        return true;
    }

    /// <summary>Those of this moment, to go through outside the lock.</summary>
    public ReadOnlyMemory<Attachment> Lend()
    {
        lent = true;
        return items.AsMemory(0, Count);
    }

    /// <summary>Takes all out, and returns them.</summary>
    public ReadOnlyMemory<Attachment> Clear()
    {
        var all = Lend();
        (items, lent, Count) = ([], false, 0);
        foreach (var attachment in all.Span)
            attachment.Place = Attachment.Nowhere;
        return all;
    }

    private void Copy(int length)
    {
        var copy = new Attachment[length];
        items.AsSpan(0, Count).CopyTo(copy);
        (items, lent) = (copy, false);
    }
}
