using System.Collections.Concurrent;
using Academy.Streams;
using Microsoft.AspNetCore.SignalR;
using Orleans;
using Orleans.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// Brings streams to connections. A subscription is answered by the stream's owner, and everything above the answered number
/// follows from the node's watch: the answer and the watch overlap, so that nothing falls between them.
/// </summary>
internal sealed class StreamFanOut(
    IGrainFactory grains, [FromKeyedServices(JournalStream.Provider)] IStreamProvider streams, Attendances attendances,
    TimeProvider clock, RealtimeMetrics metrics)
{
    private readonly ConcurrentDictionary<WatchedStream, StreamRelay> relays = new();

    public async Task<SubscribeAnswer> Subscribe(Socket socket, string stream, StreamCursor? from)
    {
        var answer = await Answer(socket, stream, from);
        metrics.Answered(answer.Answer.Verdict);
        return answer;
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
    /// What the socket's caller may see has changed (of all streams, or of one): its subscriptions end now, and if it still
    /// may watch, the owner says so when it subscribes again from where it was.
    /// </summary>
    public void Reauthorize(Socket socket, string? stream, string reason)
    {
        foreach (var subscription in socket.AccessChanged(stream))
        {
            if (!socket.End(subscription, reason, Frame.OfEnded(subscription.Stream, reason)))
                continue;
            metrics.Subscribed(-1);
            subscription.Relay?.Detach(subscription);
        }
    }

    private async Task<SubscribeAnswer> Answer(Socket socket, string stream, StreamCursor? from)
    {
        if (!StreamName.TryParse(stream, out var name))
            return SubscribeAnswer.Refused(stream, StreamRefusals.NameInvalid);
        if (!StreamOwners.TryFind(grains, socket.Caller.Organization, name, out var owner))
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
            return new SubscribeAnswer(stream, answer, subscription);
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

    /// <summary>
    /// Asks the owner, attaches the connection to the node's watch, and asks again if the watch was ahead of the answer, or
    /// what the caller may see changed meanwhile; the second time the connection is attached already, so the answer covers
    /// whatever it did not get.
    /// </summary>
    private async Task<JoinAnswer> Join(IStreamExtension owner, StreamName name, Subscription subscription, StreamCursor? from)
    {
        var socket = subscription.Socket;
        for (var attempt = 1; attempt <= RealtimeLimits.JoinAttempts; attempt++)
        {
            var access = socket.Access;
            var caller = socket.Caller;
            var answer = await owner.Join(caller, from);
            if (answer.Verdict == StreamVerdict.Refused)
                return answer;
            var relay = RelayOf(new WatchedStream(caller.Organization, name, answer.Audience));
            if (subscription.Relay is { } other && !ReferenceEquals(other, relay))
                other.Detach(subscription);
            switch (await relay.Attach(subscription, new StreamCursor(answer.Epoch, answer.Seq), access))
            {
                case Attachment.Complete:
                    return answer;
                case Attachment.Gone:
                    relay.Detach(subscription);
                    return JoinAnswer.Refused(subscription.EndReason ?? StreamRefusals.Unsubscribed);
            }
        }
        throw new HubException(CloseReasons.Overloaded);
    }

    private StreamRelay RelayOf(WatchedStream watched)
    {
        if (relays.TryGetValue(watched, out var relay))
            return relay;
        var made = new StreamRelay(watched, streams.GetStream<StreamMessage>(JournalStream.IdOf(watched)), Forget, attendances, clock, metrics);
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
        subscription.Socket.Outgoing.Stop(subscription);
        subscription.Relay?.Detach(subscription);
    }
}
