using System.Collections.Concurrent;
using Academy.Streams;
using Orleans;
using Orleans.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// Brings streams to connections. A subscription is answered by the stream's owner, and everything above the answered number
/// follows from the node's watch: the answer and the watch overlap, so that nothing falls between them.
/// </summary>
internal sealed class StreamFanOut(
    IGrainFactory grains, [FromKeyedServices(JournalStream.Provider)] IStreamProvider streams, RealtimeMetrics metrics)
{
    private readonly ConcurrentDictionary<WatchedStream, StreamRelay> relays = new();

    public async Task<SubscribeAnswer> Subscribe(Socket socket, string stream, StreamPosition? from)
    {
        if (!StreamName.TryParse(stream, out var name)
            || !StreamOwners.TryFind(grains, socket.Caller.Organization, name, out var owner))
            return SubscribeAnswer.Refused(stream, StreamRefusals.NotAllowed);
        if (!socket.TryAdd(stream, out var subscription, out var replaced))
            return SubscribeAnswer.Refused(stream, StreamRefusals.TooMany);
        metrics.Subscribed(+1);
        if (replaced is not null)
            Ended(replaced);
        try
        {
            var answer = await Join(owner, name, subscription, from);
            if (answer.Verdict == StreamVerdict.Refused)
                End(subscription);
            return new SubscribeAnswer(stream, answer);
        }
        catch (StreamEndedException e)
        {
            End(subscription);
            return SubscribeAnswer.Refused(stream, e.Reason);
        }
        catch
        {
            End(subscription);
            throw;
        }
    }

    public void Unsubscribe(Socket socket, string stream)
    {
        if (socket.Remove(stream, out var subscription))
            Ended(subscription);
    }

    /// <summary>The connection is gone.</summary>
    public void UnsubscribeAll(Socket socket)
    {
        foreach (var subscription in socket.Close())
            Ended(subscription);
    }

    /// <summary>
    /// Asks the owner, attaches the connection to the node's watch, and asks again if the watch was ahead of the answer; the
    /// second time the connection is attached already, so the answer covers whatever it did not get.
    /// </summary>
    private async Task<JoinAnswer> Join(IStreamOwnerGrain owner, StreamName name, Subscription subscription, StreamPosition? from)
    {
        var caller = subscription.Socket.Caller;
        for (var attempt = 1; attempt <= RealtimeLimits.JoinAttempts; attempt++)
        {
            var answer = await owner.Join(caller, from);
            if (answer.Verdict == StreamVerdict.Refused)
                return answer;
            var relay = RelayOf(new WatchedStream(caller.Organization, name, answer.Audience));
            if (subscription.Relay is { } other && !ReferenceEquals(other, relay))
                other.Detach(subscription);
            var attachment = await relay.Attach(subscription, new StreamPosition(answer.Epoch, answer.Seq));
            if (!subscription.Socket.Holds(subscription))
            {
                relay.Detach(subscription);
                return JoinAnswer.Refused(StreamRefusals.Unsubscribed);
            }
            if (attachment == Attachment.Complete)
                return answer;
        }
        return JoinAnswer.Refused(CloseReasons.Overloaded);
    }

    private StreamRelay RelayOf(WatchedStream watched)
    {
        if (relays.TryGetValue(watched, out var relay))
            return relay;
        var made = new StreamRelay(watched, streams.GetStream<StreamMessage>(JournalStream.IdOf(watched)), Forget, metrics);
        relay = relays.GetOrAdd(watched, made);
        if (ReferenceEquals(relay, made))
            metrics.Watched(+1);
        return relay;
    }

    private void Forget(StreamRelay relay)
    {
        if (relays.TryRemove(new(relay.Watched, relay)))
            metrics.Watched(-1);
    }

    private void End(Subscription subscription)
    {
        if (subscription.Socket.Remove(subscription))
            Ended(subscription);
    }

    private void Ended(Subscription subscription)
    {
        metrics.Subscribed(-1);
        subscription.Relay?.Detach(subscription);
    }
}
