using System.Runtime.CompilerServices;
using Academy.Runtime.Clustering;
using Academy.Runtime.Mailboxes;
using Academy.Runtime.Serialization;

namespace Academy.Runtime.Calls;

/// <summary>A call of a grain's or observer's method. Generated code derives one class per method, whose fields are the
/// arguments; the object is the place in the mailbox, the context of its turns and the source of the caller's
/// task.</summary>
public abstract class GrainRequest : Request
{
    private protected GrainRequest() { }

    /// <summary>The method that is called.</summary>
    public abstract GrainMethod Method { get; }

    internal sealed override bool AlwaysInterleaves => Method.AlwaysInterleaves;

    internal sealed override bool IsReadOnly => Method.IsReadOnly;

    internal sealed override bool CallerWaits => !Method.IsOneWay;

    internal sealed override string Name => Method.ToString();

    /// <summary>The token among the arguments, which travels apart from them; the default where there is none.</summary>
    public virtual CancellationToken Cancellation => default;

    /// <summary>What the caller waits for.</summary>
    internal abstract Task Answer { get; }

    /// <summary>Where the answer goes; null: to <see cref="Answer"/>, in this process.</summary>
    internal AnswerSink? Sink
    {
        get => Caller is { IsSink: true } caller ? (AnswerSink)caller : null;
        set => Caller = value;
    }

    /// <summary>Writes the arguments, for a grain in another process.</summary>
    public abstract void WriteArguments(ref WireWriter writer);

    /// <summary>Writes what the call answered, for a caller in another process; nothing if it answers with
    /// nothing.</summary>
    internal abstract void WriteResult(ref WireWriter writer);

    /// <summary>Answers the caller with what a grain in another process wrote by <see cref="WriteResult"/>, unless the
    /// request is answered already.</summary>
    /// <exception cref="WireFormatException">It is no such answer; the request still waits.</exception>
    internal abstract void AnswerFrom(ref WireReader reader);

    /// <summary>What the call answered, for filters; null if that is nothing.</summary>
    internal virtual object? BoxedResult => null;

    /// <summary>Calls the method and boxes its answer, for filters.</summary>
    internal abstract Task<object?> InvokeBoxed(object target);

    internal sealed override void Expire(Mailbox mailbox) => Fail(new TimeoutException(
        $"No answer within {mailbox.Runtime.TimeoutOf(Method)} to {Method} of {mailbox.Id}."));

    internal sealed override void Fail(Exception exception)
    {
        if (!TryAnswer())
        {
            return;
        }

        if (Method.IsOneWay)
        {
            Target?.Runtime.Log.OneWayFailure(exception, Name, Target.Id.ToString());
            return;
        }

        if (Sink is { } sink)
        {
            sink.Failed(this, exception);
            return;
        }

        // Under a context of our own, awaiting callers are resumed on the thread pool and never on this stack.
        var context = Current;
        SetSynchronizationContext(this);
        SetException(exception);
        SetSynchronizationContext(context);
    }

    /// <summary>The request came from another process, and its grain is not here: ends it unbegun.</summary>
    internal void TurnAway()
    {
        if (TryAnswer())
        {
            Sink!.NotHere(this);
        }
    }

    private protected abstract void SetException(Exception exception);

    /// <summary>Why the answer may not leave; null: it may.</summary>
    private protected Exception? Withheld() =>
        Target!.Runtime.AnswerGuard is { MayAnswer: false } guard ? guard.Refusal()
        : Target.IsAbandoned ? new OutcomeUnknownException(
            $"{Target.Id} moved to another silo while {Method} ran, which took too long.")
        : null;

    private protected static Exception Unwrap(Task task) =>
        task.Exception is { } failure ? failure.InnerExceptions[0] : new TaskCanceledException(task);

}

/// <summary>A call that answers with nothing but its end.</summary>
public abstract class ActionRequest : GrainRequest
{
    private AsyncTaskMethodBuilder _promise;
    private Task? _pending;

    /// <inheritdoc/>
    internal sealed override Task Answer => _promise.Task;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask Invoke(object target);

    internal sealed override async Task<object?> InvokeBoxed(object target)
    {
        await Invoke(target);
        return null;
    }

    internal sealed override bool Start(Mailbox mailbox)
    {
        ValueTask call;
        try
        {
            call = mailbox.Filters is { } filters
                ? new ValueTask(filters.Invoke(this, mailbox))
                : Invoke(mailbox.Instance!);
        }
        catch (Exception exception)
        {
            MarkFinished();
            Fail(exception);
            return true;
        }

        if (call.IsCompletedSuccessfully)
        {
            MarkFinished();
            Succeed();
            return true;
        }

        _pending = call.AsTask();
        _pending.GetAwaiter().UnsafeOnCompleted(OnCompleted);
        return false;
    }

    private void OnCompleted()
    {
        Finish();
        if (_pending!.IsCompletedSuccessfully)
        {
            Succeed();
        }
        else
        {
            Fail(Unwrap(_pending));
        }
    }

    private void Succeed()
    {
        if (Method.IsOneWay)
        {
            TryAnswer();
        }
        else if (Withheld() is { } refusal)
        {
            Fail(refusal);
        }
        else if (TryAnswer())
        {
            _promise.SetResult();
            Sink?.Succeeded(this);
        }
    }

    internal sealed override void WriteResult(ref WireWriter writer) { }

    internal sealed override void AnswerFrom(ref WireReader reader)
    {
        if (TryAnswer())
        {
            var context = Current;
            SetSynchronizationContext(this);
            _promise.SetResult();
            SetSynchronizationContext(context);
        }
    }

    private protected sealed override void SetException(Exception exception) => _promise.SetException(exception);
}

/// <summary>A call that answers with a <typeparamref name="TResult"/>.</summary>
public abstract class ResultRequest<TResult> : GrainRequest
{
    private AsyncTaskMethodBuilder<TResult> _promise;
    private Task<TResult>? _pending;

    /// <inheritdoc/>
    internal sealed override Task Answer => _promise.Task;

    /// <summary>What the caller waits for.</summary>
    internal Task<TResult> Result => _promise.Task;

    internal sealed override object? BoxedResult => _promise.Task.Result;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask<TResult> Invoke(object target);

    internal sealed override async Task<object?> InvokeBoxed(object target) => await Invoke(target);

    internal sealed override bool Start(Mailbox mailbox)
    {
        ValueTask<TResult> call;
        try
        {
            call = mailbox.Filters is { } filters
                ? new ValueTask<TResult>(filters.Invoke<TResult>(this, mailbox))
                : Invoke(mailbox.Instance!);
        }
        catch (Exception exception)
        {
            MarkFinished();
            Fail(exception);
            return true;
        }

        if (call.IsCompletedSuccessfully)
        {
            MarkFinished();
            Succeed(call.Result);
            return true;
        }

        _pending = call.AsTask();
        _pending.GetAwaiter().UnsafeOnCompleted(OnCompleted);
        return false;
    }

    private void OnCompleted()
    {
        Finish();
        if (_pending!.IsCompletedSuccessfully)
        {
            Succeed(_pending.Result);
        }
        else
        {
            Fail(Unwrap(_pending));
        }
    }

    private void Succeed(TResult result)
    {
        if (Withheld() is { } refusal)
        {
            Fail(refusal);
        }
        else if (TryAnswer())
        {
            _promise.SetResult(result);
            Sink?.Succeeded(this);
        }
    }

    internal sealed override void WriteResult(ref WireWriter writer) => WriteResult(ref writer, _promise.Task.Result);

    internal sealed override void AnswerFrom(ref WireReader reader)
    {
        var result = ReadResult(ref reader);
        if (TryAnswer())
        {
            var context = Current;
            SetSynchronizationContext(this);
            _promise.SetResult(result);
            SetSynchronizationContext(context);
        }
    }

    /// <summary>Writes an answer.</summary>
    protected abstract void WriteResult(ref WireWriter writer, TResult result);

    /// <summary>Reads an answer.</summary>
    protected abstract TResult ReadResult(ref WireReader reader);

    private protected sealed override void SetException(Exception exception) => _promise.SetException(exception);
}
