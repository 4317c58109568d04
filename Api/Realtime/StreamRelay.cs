using Academy.Streams;
using Orleans.Streams;

namespace Academy.Api.Realtime;

internal enum Attachment
{
    /// <summary>Everything above the answered number reaches the connection.</summary>
    Complete,

    /// <summary>The relay was ahead of the answer. Messages come from now on: ask again for an answer that covers the rest.</summary>
    AskAgain,

    /// <summary>The relay has just been given up; there will be another.</summary>
    Closed,

    /// <summary>The subscription was ended in the meantime.</summary>
    Gone,
}

/// <summary>
/// One watched stream on this node: encodes each commit once, and queues the same bytes to every subscribed connection. Lives
/// as long as it has subscriptions.
/// </summary>
internal sealed class StreamRelay(
    WatchedStream watched, IAsyncStream<StreamMessage> source, Action<StreamRelay> closing, RealtimeMetrics metrics)
    : IAsyncBatchObserver<StreamMessage>
{
    private readonly Lock gate = new();
    private readonly string name = watched.Name.ToString();
    private readonly Receivers receivers = new();
    private StreamPosition? last;
    private Task<StreamSubscriptionHandle<StreamMessage>>? watching;
    private bool closed;

    public WatchedStream Watched => watched;

    /// <summary>
    /// Attaches a subscription whose answer covers everything up to <paramref name="answered"/>, or confirms one that is
    /// attached already.
    /// </summary>
    /// <param name="access">The socket's count of changed access when its owner was asked.</param>
    /// <exception cref="StreamEndedException">The stream's owner refuses the watch.</exception>
    public async ValueTask<Attachment> Attach(Subscription subscription, StreamPosition answered, int access)
    {
        Task<StreamSubscriptionHandle<StreamMessage>> start;
        lock (gate)
        {
            if (closed)
                return Attachment.Closed;
            last ??= answered;
            if (subscription.AttachedAt is null)
            {
                subscription.Relay = this;
                subscription.AttachedAt = last;
                subscription.After = last.Seq;
                receivers.Add(subscription);
            }
            start = watching ??= source.SubscribeAsync(this, new JournalToken(answered));
        }
        if (!start.IsCompletedSuccessfully)
            await start;
        lock (gate)
        {
            var from = subscription.AttachedAt;
            if (from is null)
                return Attachment.Gone;
            if (answered.Epoch != from.Epoch || answered.Seq < from.Seq)
                return Attachment.AskAgain;
            subscription.After = answered.Seq;
            return subscription.Socket.TryAnswer(subscription, access) switch
            {
                Answering.Held => Attachment.Complete,
                Answering.AskAgain => Attachment.AskAgain,
                _ => Attachment.Gone,
            };
        }
    }

    public void Detach(Subscription subscription)
    {
        lock (gate)
        {
            subscription.AttachedAt = null;
            if (!receivers.Remove(subscription) || receivers.Count > 0 || closed)
                return;
            closed = true;
        }
        closing(this);
        _ = Unwatch();
    }

    public Task OnNextAsync(IList<SequentialItem<StreamMessage>> items)
    {
        ReadOnlyMemory<Subscription> now;
        lock (gate)
        {
            now = receivers.Lend();
            last = ((JournalToken)items[^1].Token).Position;
        }
        if (now.Length > 0)
            Push(now.Span, last.Epoch, [.. items.Select(item => item.Item)]);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        switch (ex)
        {
            case StreamResetException reset:
                metrics.WasReset();
                End(StreamRefusals.Reset, reset.Position);
                break;
            case StreamEndedException ended:
                End(ended.Reason, goesOnAfter: null);
                break;
        }
        return Task.CompletedTask;
    }

    /// <summary>
    /// Ends the subscriptions that have been answered. Those that wait for their answer stay if the stream goes on, and see
    /// that they have to ask again.
    /// </summary>
    private void End(string reason, StreamPosition? goesOnAfter)
    {
        var ended = new List<Subscription>();
        lock (gate)
        {
            last = goesOnAfter ?? last;
            foreach (var subscription in receivers.Now)
            {
                if (subscription.Phase != Phase.Joining || goesOnAfter is null)
                    ended.Add(subscription);
                else
                    (subscription.AttachedAt, subscription.After) = (goesOnAfter, goesOnAfter.Seq);
            }
        }
        if (ended.Count == 0)
            return;
        var frame = Frame.OfEnded(name, reason);
        foreach (var subscription in ended)
        {
            if (!subscription.Socket.End(subscription, reason, frame))
                continue;
            metrics.Subscribed(-1);
            Detach(subscription);
        }
    }

    private void Push(ReadOnlySpan<Subscription> to, string epoch, StreamMessage[] messages)
    {
        var whole = Encode(epoch, messages);
        var (first, final) = (messages[0].Seq, messages[^1].Seq);
        var queued = 0L;
        PumpBatch? batch = null;
        foreach (var receiver in to)
        {
            var after = receiver.After;
            if (after >= final)
                continue;
            var frame = after < first ? whole : Encode(epoch, messages.AsSpan((int)(after - first) + 1));
            var outgoing = receiver.Socket.Outgoing;
            var idle = watched.Name.IsVersionedView ? outgoing.AddLatest(receiver, frame) : outgoing.Add(frame, receiver);
            if (idle && to.Length < PumpBatch.WorthFrom)
                outgoing.Pump();
            else if (idle)
                PumpBatch.Add(ref batch, outgoing);
            queued++;
        }
        PumpBatch.Go(ref batch);
        metrics.Queued(queued * messages.Length, queued * whole.Length);
    }

    private Frame Encode(string epoch, ReadOnlySpan<StreamMessage> messages)
    {
        metrics.Encoded();
        return Frame.OfEvents(name, epoch, messages);
    }

    private async Task Unwatch()
    {
        StreamSubscriptionHandle<StreamMessage> handle;
        try
        {
            handle = await watching!;
        }
        catch (Exception)
        {
            return; // It never began to watch; whoever waited for it has been told why.
        }
        await handle.UnsubscribeAsync();
    }
}
