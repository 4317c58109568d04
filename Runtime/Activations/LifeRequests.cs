using Academy.Runtime.Mailboxes;
using Orleans;

namespace Academy.Runtime.Activations;

/// <summary>A step in an activation's life that may take several turns, within a time limit.</summary>
internal abstract class LifeRequest(Activation activation, CancellationTokenSource cancellation) : Request
{
    private Task? _pending;

    protected Activation Activation => activation;

    internal override bool Start(Mailbox mailbox)
    {
        try
        {
            _pending = Call(cancellation.Token);
        }
        catch (Exception exception)
        {
            _pending = Task.FromException(exception);
        }

        if (_pending.IsCompleted)
        {
            Conclude();
            return true;
        }

        _pending.GetAwaiter().UnsafeOnCompleted(() =>
        {
            Finish();
            Conclude();
        });
        return false;
    }

    internal override void Fail(Exception exception) =>
        throw new NotSupportedException("Nobody waits for a step in an activation's life.");

    internal override void Expire(Mailbox mailbox)
    {
        // The deadline has fallen, on whatever thread: the code is told, and the activation goes on without it.
        if (TryAnswer())
        {
            var late = new TimeoutException($"{Name} of {activation.GrainId} did not end in time.");
            mailbox.Enqueue(new Signal<Activation>(_ => Done(late)));
            mailbox.Runtime.Cancel(cancellation, activation.GrainId);
        }
    }

    protected abstract Task Call(CancellationToken cancellation);

    /// <param name="failure">Null: it went well.</param>
    protected abstract void Done(Exception? failure);

    private void Conclude()
    {
        if (TryAnswer())
        {
            cancellation.Dispose();
            Done(_pending!.IsCompletedSuccessfully ? null
                : _pending.Exception?.InnerException ?? new TaskCanceledException(_pending));
        }
    }
}

internal sealed class ActivationRequest(Activation activation) : LifeRequest(activation, new CancellationTokenSource())
{
    internal override string Name => "activation";

    protected override Task Call(CancellationToken cancellation) => Activation.CallOnActivate(cancellation);

    protected override void Done(Exception? failure)
    {
        if (failure is null)
        {
            Activation.Activated();
        }
        else
        {
            Activation.ActivationFailed(failure);
        }
    }
}

internal sealed class DeactivationRequest(
    Activation activation, DeactivationReason reason, CancellationToken cancellation)
    : LifeRequest(activation, CancellationTokenSource.CreateLinkedTokenSource(cancellation))
{
    internal DeactivationReason Reason => reason;

    internal override string Name => "deactivation";

    protected override Task Call(CancellationToken cancellation) => Activation.CallOnDeactivate(reason, cancellation);

    protected override void Done(Exception? failure)
    {
        if (failure is not null)
        {
            Activation.Runtime.Log.DeactivationFailed(failure, Activation.GrainId.ToString());
        }

        Activation.Deactivate();
    }
}
