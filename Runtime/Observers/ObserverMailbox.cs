using Academy.Runtime.Mailboxes;
using Orleans.Runtime;

namespace Academy.Runtime.Observers;

/// <summary>Runs the calls of one observer reference, one at a time and in order, apart from any grain's
/// turns.</summary>
internal sealed class ObserverMailbox(GrainRuntime runtime, string key, object observer) : Mailbox(held: false)
{
    private object? _observer = observer;

    internal string Key => key;

    internal override GrainRuntime Runtime => runtime;

    internal override GrainId Id => GrainId.Create(GrainRuntime.ObserverType, key);

    internal override object? Instance => _observer;

    private protected override bool IsReentrant => false;

    internal static OrleansMessageRejectionException Gone(GrainId id) => new($"The observer {id} is gone.");

    /// <summary>Ends the reference: what waits and what comes fails.</summary>
    internal void Close() => Enqueue(new Signal<ObserverMailbox>(static mailbox =>
    {
        mailbox.CloseInto(request => request.Fail(Gone(mailbox.Id)));
        mailbox._observer = null;
    }));
}
