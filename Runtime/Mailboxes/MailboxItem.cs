namespace Academy.Runtime.Mailboxes;

/// <summary>What stands in a mailbox: a link in its queues. It is a synchronization context as well, because a request
/// is both at once: that saves an object a call and lets every continuation know the request that it belongs
/// to.</summary>
public abstract class MailboxItem : SynchronizationContext
{
    /// <summary>The item behind this one in whichever queue it stands.</summary>
    internal MailboxItem? Next { get; set; }

    /// <summary>In the inbox: how many requests wait there, up to and including this item.</summary>
    internal int Depth { get; set; }

    /// <summary>Takes the item's turn. Called by its mailbox only.</summary>
    internal abstract void Run(Mailbox mailbox);
}

/// <summary>What follows an await inside a request.</summary>
internal sealed class Continuation(Request request, SendOrPostCallback callback, object? state) : MailboxItem
{
    internal override void Run(Mailbox mailbox)
    {
        SetSynchronizationContext(request);
        try
        {
            callback(state);
        }
        catch (Exception exception)
        {
            // Only async void and bare posts can throw here; awaited failures travel in their tasks.
            mailbox.ReportStray(request, exception);
        }
    }
}

/// <summary>Something the runtime wants done within a mailbox's turns.</summary>
internal sealed class Signal<TMailbox>(Action<TMailbox> action) : MailboxItem where TMailbox : Mailbox
{
    internal override void Run(Mailbox mailbox)
    {
        SetSynchronizationContext(this);
        action((TMailbox)mailbox);
    }
}
