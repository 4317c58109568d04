using Orleans.Runtime;

namespace Academy.Runtime.Mailboxes;

/// <summary>
/// Runs the requests of one grain or observer, one turn at a time.
/// <para>Producers leave items in the inbox; the one who finds it idle schedules the mailbox as a thread-pool item.
/// That
/// worker takes all that has come and sorts it: <c>_ready</c> holds continuations and requests that may start at once,
/// <c>_waiting</c> those that wait for their turn. All fields but the inbox belong to the worker.</para>
/// <para>The sweep for late requests reads the queues from outside without a lock. It may miss items while the worker
/// moves them; it finds them on its next round, and always if the worker is stuck, which is when it matters.</para>
/// </summary>
internal abstract class Mailbox : IThreadPoolWorkItem
{
    private const int TurnsPerRun = 64;

    private Inbox _inbox;
    private ItemQueue<MailboxItem> _ready;
    private ItemQueue<Request> _waiting;
    private SuspendedRequests _suspended;
    private Request? _current;
    private int _begun;
    private int _served;
    private bool _isAbandoned;

    /// <param name="held">Whether the maker wants to fill it before it schedules it itself.</param>
    private protected Mailbox(bool held) => _inbox = new Inbox(held);

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

    private protected int SuspendedCount => _suspended.Count;

    private protected int WaitingCount => _waiting.Count;

    private protected Request? FirstWaiting => _waiting.First;

    /// <summary>Whether others may act in its place, so that nothing of it may be answered any more.</summary>
    internal bool IsAbandoned
    {
        get => Volatile.Read(ref _isAbandoned);
        private protected set => Volatile.Write(ref _isAbandoned, value);
    }

    /// <summary>Whether something runs, waits or awaits. A glance from outside: true for sure only within a
    /// turn.</summary>
    internal bool InUse => _suspended.Count != 0 || !_inbox.IsIdle;

    /// <summary>How many requests it has begun, ticks of timers left out; wraps round. For a glance from outside, like
    /// <see cref="Waiting"/>.</summary>
    internal int Served => Volatile.Read(ref _served);

    /// <summary>How many requests wait to be begun.</summary>
    internal int Waiting => _inbox.Depth + _waiting.Count;

    /// <summary>How much it has to do: 0 for nothing. A glance from outside, as <see cref="InUse"/> is.</summary>
    internal int Load => InUse ? 1 + Waiting + _suspended.Count : 0;

    /// <summary>A step of the mailbox's own life that is due; null: none.</summary>
    private protected virtual Request? NextOfLife() => null;

    /// <summary>A request begins, or ends after it was suspended.</summary>
    private protected virtual void OnUse(Request request) { }

    /// <summary>Whether <paramref name="next"/> cannot start before <paramref name="ancestor"/>, which runs here,
    /// ends.</summary>
    internal bool MustWait(Request next, Request ancestor) =>
        ancestor is Activations.LifeRequest
        || !(IsReentrant || next.AlwaysInterleaves || ancestor.AlwaysInterleaves
            || (next.IsReadOnly && ancestor.IsReadOnly));

    /// <summary>Hands a request in from any thread. What counts against the limit is all that waits: in line, or,
    /// beside
    /// the first, in an await of its own.</summary>
    internal Offered Offer(Request request, int limit)
    {
        request.Target = this;
        var room = limit - _waiting.Count - Math.Max(0, _suspended.Count - 1);
        var offered = _inbox.Offer(request, room, out var wakes);
        if (wakes)
        {
            Schedule();
        }

        return offered;
    }

    /// <summary>Hands in what is no request, from any thread, even when the mailbox is closed.</summary>
    internal void Enqueue(MailboxItem item)
    {
        if (_inbox.Push(item))
        {
            Schedule();
        }
    }

    private protected void Schedule()
    {
        if (Runtime.Scheduler is { } scheduler)
        {
            _ = Task.Factory.StartNew(Execute, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
            return;
        }

        // To the global queue: a worker's own queue is last in, first out, and would starve callers.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => Execute();

    private void Execute()
    {
        var clean = ExecutionContext.Capture();
        var rests = false;
        var counted = 0;
        var turns = 0;
        while (turns < TurnsPerRun && !rests)
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
                Count(turns - counted);
                counted = turns;
                rests = _inbox.TryRest();
            }
        }

        SynchronizationContext.SetSynchronizationContext(null);
        if (!rests)
        {
            Count(turns - counted);
            Schedule();
        }
    }

    private void Count(int turns)
    {
        if (turns > 0)
        {
            Runtime.Metrics.CountTurns(turns, _begun);
            _begun = 0;
        }
    }

    private MailboxItem? Next()
    {
        while (true)
        {
            if (_ready.Take() is { } ready)
            {
                return ready;
            }

            if (LifeChanges && NextOfLife() is { } step)
            {
                return step;
            }

            if (Admits && _waiting.First is { } first && _suspended.Allow(first))
            {
                return _waiting.Take();
            }

            if (_inbox.Take() is not { } oldest)
            {
                return null;
            }

            Sort(oldest);
        }
    }

    private void Sort(MailboxItem? oldest)
    {
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
        || (request.IsReadOnly && _suspended.OnlyReadersBlock && Calls.CallChain.PassesThrough(request, this));

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
        _served += request.CountsAsUse ? 1 : 0;
        _current = request;
        OnUse(request);
        if (request.Start(this))
        {
            request.MarkFinished();
        }
        else
        {
            _suspended.Add(request);
        }
    }

    /// <summary>A suspended request has ended. Called within its last turn.</summary>
    internal void End(Request request)
    {
        _suspended.Remove(request);
        request.MarkFinished();
        OnUse(request);
    }

    /// <summary>Closes the mailbox to requests if none waits.</summary>
    private protected bool TryCloseEmpty() => _waiting.Count == 0 && _inbox.TryClose();

    /// <summary>Closes the mailbox to requests and gives those that waited to another, in their order.</summary>
    private protected void CloseInto(Action<Request> heir)
    {
        Admits = false;
        Sort(_inbox.Close());
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
        Expire(_inbox.Newest, now);
        Expire(_current, now);
        Expire(_ready.First, now);
        Expire(_waiting.First, now);
        Expire(_suspended.First, now);
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
