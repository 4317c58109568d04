using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Academy.Journal.Writing;

/// <summary>
/// One writing connection with its queue. While a batch is written the next one gathers, so that the batch size finds
/// itself: a lone append leaves at once, a thousand leave together. Nothing waits for a timer.
/// </summary>
internal sealed partial class Lane : IAsyncDisposable
{
    private readonly JournalOptions options;
    private readonly TimeProvider time;
    private readonly TaskScheduler scheduler;
    private readonly ILogger logger;
    private readonly JournalMetrics metrics;
    private readonly FenceState fence;
    private readonly Settlement settlement;
    private readonly Chains chains = new();
    private readonly Channel<PendingAppend> queue;
    private readonly CancellationTokenSource abandon = new();
    private Task loop = Task.CompletedTask;
    private volatile string? unavailable;
    private volatile bool stopping;
    private long waitingBytes;

    public Lane(int number, LaneParts parts)
    {
        (options, time, logger, metrics, fence) = (parts.Options, parts.Time, parts.Logger, parts.Metrics, parts.Fence);
        scheduler = parts.Scheduler;
        Heads = new(capacity: 50_000);
        var writer = new BatchWriter(number, parts, Heads, chains);
        settlement = new(writer, new Arbiter(Heads, chains), chains, this, parts);
        queue = Channel.CreateBounded<PendingAppend>(
            new BoundedChannelOptions(Math.Max(1, options.QueueMax / options.Writers)) { SingleReader = true }
        );
    }

    public StreamHeads Heads { get; }

    public int Waiting => queue.Reader.Count;

    /// <summary>Nothing more will come.</summary>
    public bool IsStopping => stopping;

    /// <summary>Fires when what cannot be settled is to be given up.</summary>
    public CancellationToken Abandon => abandon.Token;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await settlement.ConnectAsync(cancellationToken);
        loop = Task
            .Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler)
            .Unwrap();
    }

    public ValueTask<AppendResult> AppendAsync(Append append, int bytes)
    {
        if (fence.IsLost)
            return ValueTask.FromException<AppendResult>(fence.Error());
        if (unavailable is { } reason)
            return ValueTask.FromException<AppendResult>(new JournalUnavailableException(reason));
        var pending = new PendingAppend(append, bytes, chains.NextTicket());
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

    /// <summary>From now on, and with what is queued, callers are told at once that nothing was written.</summary>
    public void BecomeUnavailable(string reason)
    {
        unavailable = reason;
        while (TryTake(out var pending))
            pending.Fail(new JournalUnavailableException(reason));
    }

    public void BecomeAvailable() => unavailable = null;

    /// <summary>Writes what is queued, then leaves; what is not settled when the token fires is given up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        queue.Writer.TryComplete();
        await using (cancellationToken.Register(abandon.Cancel))
            await loop;
        await settlement.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        abandon.Dispose();
    }

    private async Task RunAsync()
    {
        var gathered = new List<PendingAppend>();
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            // Those whom the last batch answered come first: what they append next still joins this one, which is then
            // twice as large and half as dear.
            if (gathered.Count > 1)
                await Task.Yield();
            gathered.Clear();
            Gather(gathered);
            var started = time.GetTimestamp();
            try
            {
                await settlement.SettleAsync(gathered);
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
                gathered.FindAll(pending => !pending.IsSettled).ForEach(pending => pending.Fail(error));
            }
            metrics.Settled(gathered.Count, time.GetElapsedTime(started));
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
        chains.Arrived(pending);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The journal's writer failed in a way that it does not know.")]
    private static partial void LogBug(ILogger logger, Exception error);
}
