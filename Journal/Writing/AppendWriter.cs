using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Academy.Journal.Writing;

// The append path. Every stream belongs to one AppendWriter, chosen by the stream's name; a writer has one queue and
// one connection. Its loop takes a batch from the queue and has the BatchCommitter give every append of it a result;
// only then does it take the next batch. What an append goes through, as a state machine (results in capitals):
//
//   state            what happens                                                    next state
//   ---------------  --------------------------------------------------------------  -------------------------------
//   queued           the queue is full                                               OVERLOADED (it was not queued)
//                    the writer takes it from the queue                              batched
//                    the connection was lost, and connecting again fails so far      UNAVAILABLE
//   batched          it continues the head of its stream, as far as this is known    sent
//                    it does not, repeats a command of the batch, or depends on      checked
//                    an append that was not written
//   sent             the transaction commits                                         COMMITTED
//                    a key is taken, or the event before it is missing               checked (the whole batch)
//                    deadlock                                                        batched (the same batch again, up
//                                                                                    to 20 times)
//                    the fence row is gone: another process took over                checked, then FENCED
//                    the database cannot write now (disk full, read-only)            UNAVAILABLE, but checked after a
//                                                                                    pause if its outcome is unknown
//                    another error of PostgreSQL: one of the batch is at fault       batched (each half by itself);
//                                                                                    INVALID when it is alone
//                    the connection is lost                                          outcome unknown
//   outcome unknown  the writer is connected again                                   checked
//                    the process stops first                                         OUTCOME UNKNOWN
//   checked          its events are stored: an earlier attempt had committed         COMMITTED
//                    its command is recorded                                         COMMAND KNOWN
//                    its stream has another head, or it depends on an append that    CONFLICT
//                    was not written
//                    none of these                                                   batched
//
// Files: PendingAppend is an append on its way; BatchSender sends a batch as one transaction; ConflictResolver does
// the check; WriteFailures says what an exception means; StreamHeads and DependentAppends are what a writer remembers
// of its streams. docs/architecture.md ("The journal") says what all this promises.

/// <summary>
/// One writing connection with its queue. While a batch is written, the next one gathers. So the load decides how large
/// a batch is: a single append is sent at once, a thousand are sent together. No timer is involved.
/// </summary>
internal sealed partial class AppendWriter : IAsyncDisposable
{
    private readonly JournalOptions options;
    private readonly TimeProvider time;
    private readonly TaskScheduler scheduler;
    private readonly ILogger logger;
    private readonly JournalMetrics metrics;
    private readonly OwnFence fence;
    private readonly BatchCommitter committer;
    private readonly DependentAppends dependents = new();
    private readonly Channel<PendingAppend> queue;
    private readonly CancellationTokenSource abandon = new();
    private Task loop = Task.CompletedTask;
    private volatile string? unavailable;
    private volatile bool stopping;
    private long waitingBytes;

    public AppendWriter(int number, WriterDependencies shared)
    {
        (options, time, logger) = (shared.Options, shared.Time, shared.Logger);
        (metrics, fence, scheduler) = (shared.Metrics, shared.Fence, shared.Scheduler);
        Heads = new(capacity: 50_000);
        var sender = new BatchSender(number, shared, Heads, dependents);
        committer = new(sender, new ConflictResolver(Heads, dependents), dependents, this, shared);
        queue = Channel.CreateBounded<PendingAppend>(
            new BoundedChannelOptions(Math.Max(1, options.QueueMax / options.Writers)) { SingleReader = true }
        );
    }

    public StreamHeads Heads { get; }

    public int Waiting => queue.Reader.Count;

    /// <summary>No more appends are accepted.</summary>
    public bool IsStopping => stopping;

    /// <summary>Cancelled when the process no longer waits for appends without a result.</summary>
    public CancellationToken Abandon => abandon.Token;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await committer.ConnectAsync(cancellationToken);
        loop = Task
            .Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler)
            .Unwrap();
    }

    public ValueTask<AppendResult> AppendAsync(Append append, int bytes)
    {
        if (fence.IsLost)
            return ValueTask.FromException<AppendResult>(fence.ToException());
        if (unavailable is { } reason)
            return ValueTask.FromException<AppendResult>(new JournalUnavailableException(reason));
        var pending = new PendingAppend(append, bytes, dependents.NextArrival());
        if (
            Interlocked.Add(ref waitingBytes, bytes) <= options.QueueBytesMax / options.Writers
            && queue.Writer.TryWrite(pending)
        )
            return pending.Task;
        Interlocked.Add(ref waitingBytes, -bytes);
        return ValueTask.FromException<AppendResult>(
            stopping
                ? new JournalUnavailableException("The journal is stopped.")
                : new JournalOverloadedException("Too many appends wait for the journal; try again later.")
        );
    }

    /// <summary>Until further notice, queued and new appends fail at once: nothing of them was written.</summary>
    public void BecomeUnavailable(string reason)
    {
        unavailable = reason;
        while (TryTake(out var pending))
            pending.SetFailed(new JournalUnavailableException(reason));
    }

    public void BecomeAvailable() => unavailable = null;

    /// <summary>
    /// Writes what is queued, then stops. Appends without a result when the token fires are given up.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        queue.Writer.TryComplete();
        await using (cancellationToken.Register(abandon.Cancel))
            await loop;
        await committer.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        abandon.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<PendingAppend>();
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            // Callers whom the last batch answered run first. Their next appends then join this batch, which makes
            // batches twice as large and an append half as expensive.
            if (batch.Count > 1)
                await Task.Yield();
            batch.Clear();
            Gather(batch);
            var started = time.GetTimestamp();
            try
            {
                await committer.CommitAsync(batch);
            }
            catch (Exception bug)
            {
                LogBug(logger, bug);
                var error = new JournalUnavailableException(
                    "The journal failed; the outcome of this append is unknown.",
                    bug
                )
                {
                    IsOutcomeUnknown = true,
                };
                batch.FindAll(pending => !pending.IsCompleted).ForEach(pending => pending.SetFailed(error));
            }
            metrics.Completed(batch.Count, time.GetElapsedTime(started));
        }
    }

    private void Gather(List<PendingAppend> into)
    {
        var bytes = 0L;
        while (into.Count < options.BatchMax && bytes < options.BatchBytesMax && TryTake(out var pending))
        {
            into.Add(pending);
            bytes += pending.Bytes;
        }
    }

    private bool TryTake([NotNullWhen(true)] out PendingAppend? pending)
    {
        if (!queue.Reader.TryRead(out pending))
            return false;
        Interlocked.Add(ref waitingBytes, -pending.Bytes);
        dependents.Dequeued(pending);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The journal's writer failed with an unexpected error.")]
    private static partial void LogBug(ILogger logger, Exception error);
}
