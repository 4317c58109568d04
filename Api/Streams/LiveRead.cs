using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Api.Realtime;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Api.Streams;

/// <summary>
/// A request that waits for what comes on a stream: takes what the node's watch brings, and keeps it until the request
/// writes it. What it keeps is bounded: who does not read is cut off, and goes on at the last offset that they got.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Its end and its cut may come at once; a token source without a timer holds nothing."
)]
internal sealed class LiveRead(Caller caller, SessionId session, string stream, RealtimeMetrics metrics)
    : IStreamReceiver
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource cut = new();
    private List<StreamMessage> waiting = [];
    private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IAttachment? attachment;
    private int bytes;
    private bool ended;

    public Caller Caller => caller;

    public SessionId Session => session;

    public string Stream => stream;

    /// <summary>Cancelled when nothing may be written any more.</summary>
    public CancellationToken IsCut => cut.Token;

    public void Attached(IAttachment attached)
    {
        lock (gate)
        {
            attachment = attached;
            if (!ended)
                return;
        }
        attached.Detach();
    }

    /// <summary>
    /// Done when there is something to take, when it has ended, or when it is told not to wait any longer.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task waited;
        lock (gate)
            waited = news.Task;
        await waited.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What came since the last time.</summary>
    public IReadOnlyList<StreamMessage> Take()
    {
        lock (gate)
        {
            var taken = waiting;
            (waiting, bytes) = ([], 0);
            if (!ended)
                news = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }

    /// <summary>Nothing is added any more; what waits is still written.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            news.TrySetResult();
        }
        Volatile.Read(ref attachment)?.Detach();
    }

    /// <summary>Nothing is written any more, not even what waits.</summary>
    public void Cut(string reason)
    {
        lock (gate)
        {
            if (cut.IsCancellationRequested)
                return;
            ended = true;
            waiting.Clear();
            // Whoever is writing goes on elsewhere: this may be in the middle of somebody else's message.
            _ = cut.CancelAsync();
        }
        metrics.CutOff(reason);
        End();
    }

    bool IStreamReceiver.TryBegin()
    {
        lock (gate)
            return !ended;
    }

    bool IStreamReceiver.IsEndedBy(StreamMessage message) => message.Ends?.Contains(caller.User) == true;

    void IStreamReceiver.OnMessages(StreamDelivery delivery, int first, int end)
    {
        lock (gate)
        {
            if (ended)
                return;
            if (delivery.Kind.IsVersionedView)
            {
                // Of a view only the latest counts.
                waiting.Clear();
                (first, bytes) = (end - 1, 0);
            }
            for (var i = first; i < end; i++)
            {
                waiting.Add(delivery.Messages[i]);
                bytes += delivery.Messages[i].Data.Length;
            }
            news.TrySetResult();
            if (bytes <= RealtimeLimits.QueuedBytesMax && waiting.Count <= RealtimeLimits.QueuedFramesMax)
                return;
        }
        metrics.Overflowed();
        Cut(CloseReasons.SlowConsumer);
    }

    /// <summary>Signals have no number, so that nobody could go on after one.</summary>
    void IStreamReceiver.OnSignal(SignalDelivery delivery) { }

    /// <summary>The client asks again, and is told that its offset is gone.</summary>
    bool IStreamReceiver.OnReset(StreamCursor goesOnAfter)
    {
        End();
        return false;
    }

    void IStreamReceiver.OnEnded(string reason) => End();
}
