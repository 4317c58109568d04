using Orleans.Runtime;

namespace Academy.Runtime.Mailboxes;

/// <summary>
/// Runs the requests of one grain or observer, one turn at a time.
/// <para>Producers push onto the inbox, a stack swapped by compare-and-swap, whose bottom is a state: Idle (nobody works;
/// the one who pushes onto it schedules the mailbox), Busy, or the closed form of either. The depth of the stack is kept
/// in its items, so that the bound costs nothing. The worker, one thread-pool item, takes the whole stack, turns it
/// round and sorts it: <c>_ready</c> holds continuations and requests that may start at once, <c>_waiting</c> those that
/// wait for their turn. All fields but the inbox belong to the worker.</para>
/// <para>The expiry sweep reads the queues from outside without a lock. It may miss items while the worker moves them;
/// it finds them on its next round, and always if the worker is stuck, which is when it matters.</para>
/// </summary>
internal abstract class Mailbox : IThreadPoolWorkItem
{
    internal const int ClosedDepth = int.MaxValue;
    private const int TurnsPerRun = 64;

    private static readonly InboxState Idle = new(closed: false);
    private static readonly InboxState Busy = new(closed: false);
    private static readonly InboxState ClosedIdle = new(closed: true);
    private static readonly InboxState ClosedBusy = new(closed: true);

    private MailboxItem _inbox;
    private ItemQueue<MailboxItem> _ready;
    private ItemQueue<Request> _waiting;
    private Request? _current;
    private Request? _suspended;
    private int _suspendedCount;
    private int _begun;
    private int _blocking;
    private int _blockingReaders;
    private bool _closed;

    /// <param name="held">Whether the maker wants to fill it before it schedules it itself.</param>
    private protected Mailbox(bool held) => _inbox = held ? Busy : Idle;

    internal enum Offered { Accepted, Full, Closed }

    internal abstract GrainRuntime Runtime { get; }

    /// <summary>Who it belongs to.</summary>
    internal abstract GrainId Id { get; }

    /// <summary>The object that requests are made of.</summary>
    internal abstract object? Instance { get; }

    /// <summary>What stands before the object; null: nothing, at no cost.</summary>
    internal virtual Calls.IncomingFilters? Filters => null;

    /// <summary>Whether every request may interleave.</summary>
    private protected abstract bool IsReentrant { get; }

    /// <summary>Whether requests may start now.</summary>
    private protected bool Admits { get; set; } = true;

    /// <summary>Whether <see cref="NextOfLife"/> is to be asked before requests start.</summary>
    private protected bool LifeChanges { get; set; }

    private protected int SuspendedCount => _suspendedCount;

    private protected int WaitingCount => _waiting.Count;

    private protected Request? FirstWaiting => _waiting.First;

    /// <summary>Whether something runs, waits or awaits. A glance from outside: true for sure only within a turn.</summary>
    internal bool InUse => Volatile.Read(ref _suspendedCount) != 0 || !ReferenceEquals(Volatile.Read(ref _inbox), Idle);

    /// <summary>A step of the mailbox's own life that is due; null: none.</summary>
    private protected virtual Request? NextOfLife() => null;

    /// <summary>A request begins, or ends after it was suspended.</summary>
    private protected virtual void OnUse(Request request) { }

    /// <summary>Whether <paramref name="next"/> cannot start before <paramref name="ancestor"/>, which runs here, ends.</summary>
    internal bool MustWait(Request next, Request ancestor) =>
        ancestor is Activations.LifeRequest
        || !(IsReentrant || next.AlwaysInterleaves || ancestor.AlwaysInterleaves || (next.IsReadOnly && ancestor.IsReadOnly));

    /// <summary>Hands a request in from any thread. What counts against the limit is all that waits: in line, or, beside
    /// the first, in an await of its own.</summary>
    internal Offered Offer(Request request, int limit)
    {
        request.Target = this;
        MailboxItem seen;
        do
        {
            seen = Volatile.Read(ref _inbox);
            var depth = seen.Depth;
            if (depth == ClosedDepth)
            {
                return Offered.Closed;
            }

            if (depth + _waiting.Count + Math.Max(0, _suspendedCount - 1) >= limit)
            {
                return Offered.Full;
            }

            request.Depth = depth + 1;
            request.Next = seen is InboxState ? null : seen;
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _inbox, request, seen), seen));

        if (ReferenceEquals(seen, Idle))
        {
            Schedule();
        }

        return Offered.Accepted;
    }

    /// <summary>Hands in what is no request, from any thread, even when the mailbox is closed.</summary>
    internal void Enqueue(MailboxItem item)
    {
        MailboxItem seen;
        do
        {
            seen = Volatile.Read(ref _inbox);
            item.Depth = seen.Depth;
            item.Next = seen is InboxState ? null : seen;
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _inbox, item, seen), seen));

        if (ReferenceEquals(seen, Idle) || ReferenceEquals(seen, ClosedIdle))
        {
            Schedule();
        }
    }

    private protected void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute()
    {
        var clean = ExecutionContext.Capture();
        var rests = false;
        for (var turns = 0; turns < TurnsPerRun && !rests;)
        {
            if (Next() is { } item)
            {
                turns++;
                item.Run(this);

                // What a turn sets in async locals outside an async method must not reach the next turn.
                if (!ReferenceEquals(ExecutionContext.Capture(), clean))
                {
                    ExecutionContext.Restore(clean!);
                }
            }
            else
            {
                _current = null;
                CountRequests();
                rests = TryRest();
            }
        }

        SynchronizationContext.SetSynchronizationContext(null);
        if (!rests)
        {
            CountRequests();
            Schedule();
        }
    }

    private void CountRequests()
    {
        if (_begun > 0)
        {
            Runtime.Metrics.CountRequests(_begun);
            _begun = 0;
        }
    }

    private MailboxItem? Next()
    {
        do
        {
            if (_ready.Take() is { } ready)
            {
                return ready;
            }

            if (LifeChanges && NextOfLife() is { } step)
            {
                return step;
            }

            if (Admits && _waiting.First is { } first && MayStart(first))
            {
                return _waiting.Take();
            }
        }
        while (TakeInbox());
        return null;
    }

    private bool MayStart(Request request) =>
        _blocking == 0 || (_blocking == _blockingReaders && request.IsReadOnly);

    private bool TryRest()
    {
        InboxState busy = _closed ? ClosedBusy : Busy, idle = _closed ? ClosedIdle : Idle;
        return ReferenceEquals(Interlocked.CompareExchange(ref _inbox, idle, busy), busy);
    }

    private bool TakeInbox()
    {
        var busy = _closed ? ClosedBusy : Busy;
        if (ReferenceEquals(Volatile.Read(ref _inbox), busy))
        {
            return false;
        }

        Sort(Interlocked.Exchange(ref _inbox, busy));
        return true;
    }

    private void Sort(MailboxItem newest)
    {
        if (newest is InboxState)
        {
            return;
        }

        // The newest lies on top: turn the pile round.
        MailboxItem? oldest = null;
        for (MailboxItem? item = newest; item is not null;)
        {
            var below = item.Next;
            item.Next = oldest;
            oldest = item;
            item = below;
        }

        while (oldest is not null)
        {
            var next = oldest.Next;
            if (oldest is Request request && !(Admits && MayPass(request)))
            {
                _waiting.Add(request);
            }
            else
            {
                _ready.Add(oldest);
            }

            oldest = next;
        }
    }

    /// <summary>Whether a request need not stand behind those that wait. A reader that one of the running readers waits
    /// for is let past a waiting writer: else the three would wait for each other.</summary>
    private bool MayPass(Request request) =>
        IsReentrant
        || request.AlwaysInterleaves
        || (request.IsReadOnly && _blocking > 0 && _blocking == _blockingReaders && Calls.CallChain.PassesThrough(request, this));

    /// <summary>Sorts what waits again, after <see cref="Admits"/> has become true.</summary>
    private protected void Readmit()
    {
        for (var count = _waiting.Count; count > 0; count--)
        {
            var request = _waiting.Take()!;
            if (MayPass(request))
            {
                _ready.Add(request);
            }
            else
            {
                _waiting.Add(request);
            }
        }
    }

    /// <summary>A request's first turn.</summary>
    internal void Begin(Request request)
    {
        if (request.Answered)
        {
            // It timed out while it waited; nobody wants it any more.
            request.MarkFinished();
            return;
        }

        SynchronizationContext.SetSynchronizationContext(request);
        if (request.Context is { } values)
        {
            RequestContext.Values = values;
        }

        _begun++;
        _current = request;
        OnUse(request);
        if (request.Start(this))
        {
            request.MarkFinished();
        }
        else
        {
            Suspend(request);
        }
    }

    private void Suspend(Request request)
    {
        request.Previous = null;
        request.Next = _suspended;
        if (_suspended is not null)
        {
            _suspended.Previous = request;
        }

        _suspended = request;
        _suspendedCount++;
        if (!request.AlwaysInterleaves)
        {
            _blocking++;
            _blockingReaders += request.IsReadOnly ? 1 : 0;
        }
    }

    /// <summary>A suspended request has ended. Called within its last turn.</summary>
    internal void End(Request request)
    {
        if (request.Previous is null)
        {
            _suspended = (Request?)request.Next;
        }
        else
        {
            request.Previous.Next = request.Next;
        }

        if (request.Next is Request next)
        {
            next.Previous = request.Previous;
        }

        request.Next = request.Previous = null;
        _suspendedCount--;
        if (!request.AlwaysInterleaves)
        {
            _blocking--;
            _blockingReaders -= request.IsReadOnly ? 1 : 0;
        }

        request.MarkFinished();
        OnUse(request);
    }

    /// <summary>Closes the mailbox to requests if none waits.</summary>
    private protected bool TryCloseEmpty()
    {
        if (_waiting.Count > 0 || !ReferenceEquals(Interlocked.CompareExchange(ref _inbox, ClosedBusy, Busy), Busy))
        {
            return false;
        }

        _closed = true;
        return true;
    }

    /// <summary>Closes the mailbox to requests and gives those that waited to another, in their order.</summary>
    private protected void CloseInto(Action<Request> heir)
    {
        Admits = false;
        _closed = true;
        Sort(Interlocked.Exchange(ref _inbox, ClosedBusy));
        while (_waiting.Take() is { } request)
        {
            heir(request);
        }
    }

    /// <summary>Puts a request behind those that wait, before the mailbox is first scheduled.</summary>
    private protected void Inherit(Request request)
    {
        request.Target = this;
        _waiting.Add(request);
    }

    /// <summary>Tells requests whose deadline has passed. Called from the runtime's clock, on any thread.</summary>
    internal void ExpireUntil(int now)
    {
        Expire(Volatile.Read(ref _inbox), now);
        Expire(_current, now);
        Expire(_ready.First, now);
        Expire(_waiting.First, now);
        Expire(_suspended, now);
    }

    private void Expire(MailboxItem? item, int now)
    {
        // The worker may relink items under our eyes: the bound keeps a walk from going round for ever.
        for (var steps = 0; item is not null && steps < 2 * Runtime.MailboxLimit; steps++, item = item.Next)
        {
            if (item is Request { Deadline: > 0 } request && request.Deadline <= now && !request.Answered)
            {
                request.Expire(this);
            }
        }
    }

    internal void ReportStray(Request request, Exception exception) =>
        Runtime.Log.StrayFailure(exception, request.Name, Id.ToString());
}
