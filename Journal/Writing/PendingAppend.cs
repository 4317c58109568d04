using System.Threading.Tasks.Sources;

namespace Academy.Journal.Writing;

/// <summary>An append on its way, and the promise of its result.</summary>
internal sealed class PendingAppend : IValueTaskSource<AppendResult>
{
    // Continuations never run on the writer's loop: it has the next batch to write.
    private ManualResetValueTaskSourceCore<AppendResult> promise = new() { RunContinuationsAsynchronously = true };

    public PendingAppend(Append append, int bytes, long ticket)
    {
        Append = append;
        Bytes = bytes;
        Ticket = ticket;
    }

    public Append Append { get; }

    public string Stream => Append.Stream;

    public int Bytes { get; }

    /// <summary>Order of arrival at the lane.</summary>
    public long Ticket { get; }

    public long FirstSeq => Append.ExpectedSeq + 1;

    public long LastSeq => Append.ExpectedSeq + Append.Events.Count;

    /// <summary>
    /// It was sent, and the connection was lost before the answer: it may be stored, or yet become so.
    /// </summary>
    public bool MaybeStored { get; set; }

    public ValueTask<AppendResult> Task => new(this, promise.Version);

    /// <summary>It has its result, the only one it ever gets.</summary>
    public bool IsSettled { get; private set; }

    public void Commit() => Settle(new(AppendVerdict.Committed, FirstSeq, LastSeq));

    public void Conflict() => Settle(new(AppendVerdict.Conflict, 0, 0));

    public void Know(RecordedCommand command) =>
        Settle(new(AppendVerdict.CommandKnown, command.FirstSeq, command.LastSeq, command));

    public void Fail(Exception error)
    {
        IsSettled = true;
        promise.SetException(error);
    }

    private void Settle(AppendResult result)
    {
        IsSettled = true;
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
