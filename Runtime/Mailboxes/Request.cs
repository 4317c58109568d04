namespace Academy.Runtime.Mailboxes;

/// <summary>Something a mailbox does in one or more turns: a grain's method, a timer's tick, an activation.</summary>
public abstract class Request : MailboxItem
{
    private int _answered;

    private protected Request() { }

    /// <summary>Where it runs.</summary>
    internal Mailbox? Target { get; set; }

    /// <summary>The request whose turn made this one.</summary>
    internal Request? Caller { get; set; }

    /// <summary>The caller's <see cref="Orleans.Runtime.RequestContext"/>.</summary>
    internal Dictionary<string, object>? Context { get; set; }

    /// <summary>Its neighbour in the list of suspended requests (the other one is
    /// <see cref="MailboxItem.Next"/>).</summary>
    internal Request? Previous { get; set; }

    /// <summary>The tick of the runtime's clock at which it is late; 0: never.</summary>
    internal int Deadline { get; set; }

    /// <summary>Whether it only stands for a caller in another process.</summary>
    internal bool IsSink { get; private protected init; }

    /// <summary>Whether its last turn is over.</summary>
    internal bool Finished { get; private set; }

    /// <summary>Whether the answer is out; not the same as <see cref="Finished"/> after a time-out.</summary>
    internal bool Answered => Volatile.Read(ref _answered) != 0;

    /// <summary>Whether it starts whatever else is suspended.</summary>
    internal virtual bool AlwaysInterleaves => false;

    /// <summary>Whether it may run beside others that change nothing.</summary>
    internal virtual bool IsReadOnly => false;

    /// <summary>Whether its caller presumably waits for it.</summary>
    internal virtual bool CallerWaits => true;

    /// <summary>The request that waits for this one.</summary>
    internal Request? WaitingCaller => CallerWaits ? Caller : null;

    /// <summary>Whether it counts as use of the activation.</summary>
    internal virtual bool CountsAsUse => true;

    /// <summary>What it is, for people.</summary>
    internal abstract string Name { get; }

    /// <summary>Takes the first turn; false if the request is suspended and will call <see cref="Finish"/>
    /// itself.</summary>
    internal abstract bool Start(Mailbox mailbox);

    /// <summary>Ends the request with a failure, unless it is answered.</summary>
    internal abstract void Fail(Exception exception);

    /// <summary>The deadline has passed. Called on any thread.</summary>
    internal abstract void Expire(Mailbox mailbox);

    internal sealed override void Run(Mailbox mailbox) => mailbox.Begin(this);

    /// <summary>Whoever gets true, and nobody else, gives the answer.</summary>
    private protected bool TryAnswer() => Interlocked.Exchange(ref _answered, 1) == 0;

    /// <summary>Makes a finished request fit for another round.</summary>
    private protected void Renew() => (_answered, Finished) = (0, false);

    /// <summary>The last turn is over: callees that outlive it no longer stand in a call chain. This comes before the
    /// answer, or a callee could still take the request for one that waits.</summary>
    internal void MarkFinished()
    {
        Finished = true;
        if (Caller is { IsSink: false })
        {
            Caller = null;
        }
    }

    /// <summary>A suspended request is done.</summary>
    private protected void Finish() => Target!.End(this);

    /// <inheritdoc/>
    public sealed override void Post(SendOrPostCallback d, object? state) =>
        Target!.Enqueue(new Continuation(this, d, state));

    /// <inheritdoc/>
    public sealed override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A grain's turn cannot be waited for by blocking: await instead.");

    /// <inheritdoc/>
    public sealed override SynchronizationContext CreateCopy() => this;
}
