namespace Academy.Runtime.Mailboxes;

/// <summary>How an offered request fared.</summary>
internal enum Offered
{
    Accepted,
    Full,
    Closed,
}

/// <summary>
/// Where producers leave items: a stack swapped by compare-and-swap, whose bottom is a state. Idle: nobody works, and
/// the one who pushes onto it must wake the worker; Busy: the worker will look again; the closed form of either takes
/// no requests. Each item keeps how many requests lie in the stack up to it, so that the bound costs nothing.
/// </summary>
internal struct Inbox(bool held)
{
    private const int ClosedDepth = int.MaxValue;

    private static readonly State Idle = new(0);
    private static readonly State Busy = new(0);
    private static readonly State ClosedIdle = new(ClosedDepth);
    private static readonly State ClosedBusy = new(ClosedDepth);

    private MailboxItem _top = held ? Busy : Idle;
    private bool _closed;

    /// <summary>Whether the worker rests and nothing lies here.</summary>
    internal readonly bool IsIdle => ReferenceEquals(_top, Idle);

    /// <summary>The newest item; for a glance from outside.</summary>
    internal readonly MailboxItem? Newest => _top is State ? null : _top;

    /// <summary>How many requests lie here; a glance from outside.</summary>
    internal readonly int Depth => _top.Depth is var depth and not ClosedDepth ? depth : 0;

    /// <summary>Leaves a request, if fewer than <paramref name="room"/> lie here.</summary>
    internal Offered Offer(Request request, int room, out bool wakes)
    {
        wakes = false;
        MailboxItem top;
        do
        {
            top = Volatile.Read(ref _top);
            var depth = top.Depth;
            if (depth == ClosedDepth)
            {
                return Offered.Closed;
            }

            if (depth >= room)
            {
                return Offered.Full;
            }

            request.Depth = depth + 1;
            request.Next = top is State ? null : top;
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _top, request, top), top));

        wakes = ReferenceEquals(top, Idle);
        return Offered.Accepted;
    }

    /// <summary>Leaves what is no request, also when closed; true if the worker must be woken.</summary>
    internal bool Push(MailboxItem item)
    {
        MailboxItem top;
        do
        {
            top = Volatile.Read(ref _top);
            item.Depth = top.Depth;
            item.Next = top is State ? null : top;
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _top, item, top), top));

        return ReferenceEquals(top, Idle) || ReferenceEquals(top, ClosedIdle);
    }

    /// <summary>The worker takes everything, the oldest first; null if there is nothing.</summary>
    internal MailboxItem? Take()
    {
        var busy = _closed ? ClosedBusy : Busy;
        return ReferenceEquals(Volatile.Read(ref _top), busy) ? null : TurnRound(Interlocked.Exchange(ref _top, busy));
    }

    /// <summary>The worker rests, unless something has come.</summary>
    internal bool TryRest()
    {
        State busy = _closed ? ClosedBusy : Busy, idle = _closed ? ClosedIdle : Idle;
        return ReferenceEquals(Interlocked.CompareExchange(ref _top, idle, busy), busy);
    }

    /// <summary>The worker closes the inbox, unless something has come.</summary>
    internal bool TryClose() =>
        _closed = ReferenceEquals(Interlocked.CompareExchange(ref _top, ClosedBusy, Busy), Busy);

    /// <summary>The worker closes the inbox and takes what lies here, the oldest first.</summary>
    internal MailboxItem? Close()
    {
        _closed = true;
        return TurnRound(Interlocked.Exchange(ref _top, ClosedBusy));
    }

    private static MailboxItem? TurnRound(MailboxItem newest)
    {
        MailboxItem? oldest = null;
        for (var item = newest is State ? null : newest; item is not null;)
        {
            var below = item.Next;
            item.Next = oldest;
            oldest = item;
            item = below;
        }

        return oldest;
    }

    /// <summary>The bottom of the stack; holds no item.</summary>
    private sealed class State : MailboxItem
    {
        internal State(int depth) => Depth = depth;

        internal override void Run(Mailbox mailbox) => throw new InvalidOperationException("A state has no turn.");
    }
}
