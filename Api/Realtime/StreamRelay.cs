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
    private Subscription[] subscriptions = [];
    private StreamPosition? last;
    private Task<StreamSubscriptionHandle<StreamMessage>>? watching;
    private bool closed;

    public WatchedStream Watched => watched;

    /// <summary>
    /// Attaches a subscription whose answer covers everything up to <paramref name="answered"/>, or confirms one that is
    /// attached already.
    /// </summary>
    /// <exception cref="StreamEndedException">The stream's owner refuses the watch.</exception>
    public async ValueTask<Attachment> Attach(Subscription subscription, StreamPosition answered)
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
                subscriptions = [.. subscriptions, subscription];
            }
            start = watching ??= source.SubscribeAsync(this, new JournalToken(answered));
        }
        if (!start.IsCompletedSuccessfully)
            await start;
        lock (gate)
        {
            var from = subscription.AttachedAt;
            if (from is null)
                return Attachment.Closed; // Detached or ended in the meantime.
            if (answered.Epoch != from.Epoch || answered.Seq < from.Seq)
                return Attachment.AskAgain;
            subscription.After = answered.Seq;
            subscription.Answered = true;
            return Attachment.Complete;
        }
    }

    public void Detach(Subscription subscription)
    {
        lock (gate)
        {
            subscription.AttachedAt = null;
            var left = Array.FindAll(subscriptions, other => !ReferenceEquals(other, subscription));
            if (left.Length == subscriptions.Length)
                return;
            subscriptions = left;
            if (left.Length > 0 || closed)
                return;
            closed = true;
        }
        closing(this);
        _ = Unwatch();
    }

    public Task OnNextAsync(IList<SequentialItem<StreamMessage>> items)
    {
        Subscription[] receivers;
        lock (gate)
        {
            receivers = subscriptions;
            last = ((JournalToken)items[^1].Token).Position;
        }
        if (receivers.Length > 0)
            Push(receivers, last.Epoch, [.. items.Select(item => item.Item)]);
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
            foreach (var subscription in subscriptions)
            {
                if (subscription.Answered || goesOnAfter is null)
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
            if (!subscription.Socket.Remove(subscription))
                continue;
            metrics.Subscribed(-1);
            Detach(subscription);
            subscription.Socket.Outgoing.Send(frame);
        }
    }

    private void Push(Subscription[] receivers, string epoch, StreamMessage[] messages)
    {
        var whole = Encode(epoch, messages);
        var (first, final) = (messages[0].Seq, messages[^1].Seq);
        var queued = 0L;
        foreach (var receiver in receivers)
        {
            var after = receiver.After;
            if (after >= final)
                continue;
            var frame = after < first ? whole : Encode(epoch, messages.AsSpan((int)(after - first) + 1));
            if (watched.Name.IsVersionedView)
                receiver.Socket.Outgoing.SendLatest(name, frame);
            else
                receiver.Socket.Outgoing.Send(frame);
            queued++;
        }
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
