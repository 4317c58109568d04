using System.Threading.Tasks.Sources;

namespace Academy.Journal.Writing;

/// <summary>An append on its way, and the source of its caller's task.</summary>
internal sealed class PendingAppend : IValueTaskSource<AppendResult>
{
    // Continuations must not run on the writer's loop, which has the next batch to write.
    private ManualResetValueTaskSourceCore<AppendResult> promise = new() { RunContinuationsAsynchronously = true };

    public PendingAppend(Append append, int bytes, long arrival)
    {
        Append = append;
        Bytes = bytes;
        Arrival = arrival;
    }

    public Append Append { get; }

    public string Stream => Append.Stream;

    public int Bytes { get; }

    /// <summary>Its number in the order of arrival at the writer.</summary>
    public long Arrival { get; }

    public long FirstSeq => Append.ExpectedSeq + 1;

    public long LastSeq => Append.ExpectedSeq + Append.Events.Count;

    /// <summary>
    /// It was sent and the connection was lost before the answer: it may be stored, or may still become stored.
    /// </summary>
    public bool IsOutcomeUnknown { get; set; }

    public ValueTask<AppendResult> Task => new(this, promise.Version);

    /// <summary>It has its result; it gets only one.</summary>
    public bool IsCompleted { get; private set; }

    public void SetCommitted() => Complete(new(AppendVerdict.Committed, FirstSeq, LastSeq));

    public void SetConflict() => Complete(new(AppendVerdict.Conflict, 0, 0));

    public void SetCommandKnown(RecordedCommand command) =>
        Complete(new(AppendVerdict.CommandKnown, command.FirstSeq, command.LastSeq, command));

    public void SetFailed(Exception error)
    {
        IsCompleted = true;
        promise.SetException(error);
    }

    private void Complete(AppendResult result)
    {
        IsCompleted = true;
        promise.SetResult(result);
    }

    AppendResult IValueTaskSource<AppendResult>.GetResult(short token) => promise.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<AppendResult>.GetStatus(short token) => promise.GetStatus(token);

    void IValueTaskSource<AppendResult>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => promise.OnCompleted(continuation, state, token, flags);
}
