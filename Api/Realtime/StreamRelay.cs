using System.Runtime.InteropServices;
using Academy.Accounts;
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
    WatchedStream watched, IAsyncStream<StreamMessage> source, Action<StreamRelay> closing, Attendances attendances, TimeProvider clock,
    RealtimeMetrics metrics)
    : IAsyncBatchObserver<StreamMessage>, ISignalObserver
{
    private readonly Lock gate = new();
    private readonly string name = watched.Name.ToString();
    private readonly Receivers receivers = new();
    private StreamCursor? last;
    private Task<StreamSubscriptionHandle<StreamMessage>>? watching;
    private bool closed;
    private long endsAt;
    private Gathering? gathering;

    public WatchedStream Watched => watched;

    /// <summary>
    /// Attaches a subscription whose answer covers everything up to <paramref name="answered"/>, or confirms one that is
    /// attached already.
    /// </summary>
    /// <param name="access">The socket's count of changed access when its owner was asked.</param>
    /// <exception cref="StreamEndedException">The stream's owner refuses the watch.</exception>
    public async ValueTask<Attachment> Attach(Subscription subscription, StreamCursor answered, int access)
    {
        Task<StreamSubscriptionHandle<StreamMessage>> start;
        lock (gate)
        {
            if (closed)
                return Attachment.Closed;
            last ??= answered;
            if (subscription.AttachedAt is null)
            {
                // Somebody may not see the stream any more since its owner was asked; whether it is this one, only he knows.
                if (answered.Seq < endsAt && answered.Epoch == last.Epoch)
                    return Attachment.AskAgain;
                subscription.Relay = this;
                subscription.AttachedAt = last;
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
                return subscription.IsOver ? Attachment.Gone : Attachment.AskAgain;
            if (answered.Epoch != from.Epoch || answered.Seq < from.Seq)
                return Attachment.AskAgain;
            subscription.After = answered.Seq;
            switch (subscription.Socket.TryAnswer(subscription, access))
            {
                case Answering.Held:
                    GoLive(subscription, answered);
                    attendances.Enter(watched, subscription.Socket.Caller.User);
                    return Attachment.Complete;
                case Answering.AskAgain:
                    return Attachment.AskAgain;
                default:
                    return Attachment.Gone;
            }
        }
    }

    public void Detach(Subscription subscription)
    {
        bool isLast;
        lock (gate)
            isLast = Remove(subscription);
        if (isLast)
            Close();
    }

    public Task OnNextAsync(IList<SequentialItem<StreamMessage>> items)
    {
        StreamMessage[] messages = [.. items.Select(item => item.Item)];
        var epoch = ((JournalToken)items[^1].Token).Position.Epoch;
        if (gathering is null && receivers.Count < PumpBatch.WorthFrom)
            PushInOrder(epoch, messages);
        else
            (gathering ??= new(clock, PushInOrder)).Add(epoch, messages);
        return Task.CompletedTask;
    }

    private void PushInOrder(string epoch, ReadOnlySpan<StreamMessage> messages)
    {
        // A message that is the last one for somebody is pushed with those before it; those behind it follow without him.
        var pushed = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            if (messages[i].Ends is not { } ends)
                continue;
            Push(epoch, messages[pushed..(i + 1)]);
            pushed = i + 1;
            End(ends, messages[i].Seq);
        }
        if (pushed < messages.Length)
            Push(epoch, messages[pushed..]);
    }

    public void OnSignal(StreamSignal signal)
    {
        ReadOnlyMemory<Subscription> now;
        lock (gate)
            now = receivers.Lend();
        if (now.Length == 0)
            return;
        metrics.Encoded();
        var frame = Frame.OfSignal(name, signal);
        PumpBatch? batch = null;
        foreach (var receiver in now.Span)
        {
            // Who is being answered this very moment learns of it with the next one.
            if (receiver.Phase == Phase.Told && receiver.Socket.Outgoing.AddSignal(receiver, signal.Key, frame))
                PumpBatch.Add(ref batch, receiver.Socket.Outgoing);
        }
        PumpBatch.Go(ref batch);
    }

    public Task OnErrorAsync(Exception ex)
    {
        gathering?.Flush();
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
    /// Ends the subscriptions that have been answered. If the stream goes on, those that wait for their answer are taken out
    /// until their owner has been asked again: what he said before may not hold any more.
    /// </summary>
    private void End(string reason, StreamCursor? goesOnAfter)
    {
        var ended = new List<Subscription>();
        var isLast = false;
        lock (gate)
        {
            (last, endsAt) = (goesOnAfter ?? last, goesOnAfter?.Seq ?? 0);
            foreach (var subscription in receivers.Lend().Span)
            {
                if (subscription.Phase != Phase.Joining || goesOnAfter is null)
                    ended.Add(subscription);
                else
                    isLast |= Remove(subscription);
            }
        }
        if (isLast)
            Close();
        End(ended, reason);
    }

    /// <summary>
    /// Ends the subscriptions of these persons after what they have got. One that waits for its answer is taken out, too, until
    /// its owner has been asked again.
    /// </summary>
    private void End(IReadOnlyList<UserId> users, long seq)
    {
        var ended = new List<Subscription>();
        var isLast = false;
        lock (gate)
        {
            endsAt = seq;
            foreach (var subscription in receivers.Lend().Span)
            {
                // An answer that covers the message was given after it: he is back.
                if (subscription.After >= seq && subscription.Phase != Phase.Joining || !users.Contains(subscription.Socket.Caller.User))
                    continue;
                if (subscription.Socket.MustEnd(subscription))
                    ended.Add(subscription);
                else
                    isLast |= Remove(subscription);
            }
        }
        if (isLast)
            Close();
        End(ended, StreamRefusals.AccessChanged);
    }

    private void End(List<Subscription> ended, string reason)
    {
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

    private void Push(string epoch, ReadOnlySpan<StreamMessage> messages)
    {
        ReadOnlyMemory<Subscription> now;
        lock (gate)
        {
            now = receivers.Lend();
            last = new(epoch, messages[^1].Seq);
        }
        if (now.Length > 0)
            Push(now.Span, epoch, messages);
    }

    private void Push(ReadOnlySpan<Subscription> to, string epoch, ReadOnlySpan<StreamMessage> messages)
    {
        var whole = Encode(epoch, messages);
        var (first, final) = (messages[0].Seq, messages[^1].Seq);
        var queued = 0L;
        PumpBatch? batch = null;
        foreach (var receiver in to)
        {
            if (!receiver.IsLive && Hold(receiver, epoch, messages))
                continue;
            var after = receiver.After;
            if (after >= final)
                continue;
            var frame = after < first ? whole : Encode(epoch, messages[((int)(after - first) + 1)..]);
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

    /// <summary>Keeps the messages for one who is being answered; false when he has just been.</summary>
    private bool Hold(Subscription receiver, string epoch, ReadOnlySpan<StreamMessage> messages)
    {
        lock (gate)
        {
            if (receiver.IsLive)
                return false;
            if (receiver.AttachedAt is null)
                return true;
            (receiver.Held ??= []).AddRange(messages);
            if (receiver.Held.Count <= RealtimeLimits.HeldMessagesMax)
                return true;
            // Too much while it is asked: an answer that covers it is to be asked for.
            receiver.Held = null;
            receiver.AttachedAt = new(epoch, messages[^1].Seq);
            return true;
        }
    }

    /// <summary>From its answer on everything goes to it, first what was held and the answer does not cover.</summary>
    private void GoLive(Subscription subscription, StreamCursor answered)
    {
        if (subscription.Held is { } held)
        {
            subscription.Held = null;
            held.RemoveAll(message => message.Seq <= answered.Seq);
            if (held.Count > 0)
                subscription.Socket.Outgoing.Send(Encode(answered.Epoch, CollectionsMarshal.AsSpan(held)), subscription);
        }
        subscription.IsLive = true;
    }

    private Frame Encode(string epoch, ReadOnlySpan<StreamMessage> messages)
    {
        metrics.Encoded();
        return Frame.OfEvents(name, epoch, messages);
    }

    /// <summary>Takes it out; true when nobody is left, and the relay has to be closed outside the lock.</summary>
    private bool Remove(Subscription subscription)
    {
        (subscription.AttachedAt, subscription.Held) = (null, null);
        if (!receivers.Remove(subscription))
            return false;
        if (subscription.Phase != Phase.Joining)
            attendances.Leave(watched, subscription.Socket.Caller.User);
        return receivers.Count == 0 && !closed && (closed = true);
    }

    private void Close()
    {
        closing(this);
        _ = Unwatch();
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
